// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/image/volume.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

/// The share of the bodies' points with bone (over 150 HU) within 5 mm; 1 without such points.
double share_near_bone(const LandmarkSet& points, const Volume& ct);

/// What the checks look at.
struct ValueRange {
  double minimum = 0;
  double maximum = 0;
  double low = 0;  ///< 0.1st percentile.
};

/// Whether the values look like Hounsfield units: air below -500 beside bone above 300.
bool looks_like_ct(const Volume& volume);

/// Whether the values are those of a CT also where it holds no air: below fat, or none below 0;
/// absent between the two.
std::optional<bool> is_ct_by_values(const Volume& volume);

/// Fails when the image given as MR has Hounsfield units; `what` is how the message calls it.
Result<void> check_is_mr(const Volume& mr, const std::string& what = "The image given as MR");

/// Fails when MR and CT look exchanged, or both look like CT; `name` says in the message whose
/// images they are.
Result<void> check_not_swapped(const Volume& mr, const Volume& ct, const std::string& name);

/// What check_not_swapped and ct_warning find, as one sentence for a banner; of values that are
/// known already, because a scan of both images takes longer than a frame.
std::optional<std::string> swapped_warning(const ValueRange& mr, const ValueRange& ct);

/// A sentence when the image given as CT cannot be in Hounsfield units.
std::optional<std::string> ct_warning(const Volume& ct);

}  // namespace transpine
