// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/image/grid.h"
#include "core/landmarks/landmark_set.h"
#include "core/registration/landmark_registration.h"

namespace transpine {

/// What to place next, in plain sentences, the most useful first: partners of points that one image
/// has alone, pairs up to the three that registration needs, spinous processes where bodies alone
/// leave the rotation about the spine free. Empty when nothing is missing.
std::vector<std::string> missing_point_advice(const LandmarkSet& mr, const LandmarkSet& ct,
                                              const RegistrationOptions& options = {});

/// A sentence for each point that lies outside its image, with how far; `image_name` is what the
/// sentence calls the image ("the MR").
std::vector<std::string> outside_warnings(const LandmarkSet& points, const Grid& grid,
                                          const std::string& image_name);

/// A sentence where bodies do not follow each other from head to foot, or a spinous process lies in
/// front of its body: a level or a side was named wrongly.
std::vector<std::string> order_warnings(const LandmarkSet& points, const std::string& image_name);

}  // namespace transpine
