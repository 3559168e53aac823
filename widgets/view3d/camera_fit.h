// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "widgets/view3d/camera_pose.h"

namespace transpine {

/// From the lower to the upper edge of a perspective picture.
inline constexpr double kViewAngle_deg = 25;

/// What a perspective picture shows at a distance, from its middle to its upper edge, and the
/// distance for it.
double half_height_at(double distance_mm);
double distance_for(double half_height_mm);

/// The pose moved, not turned, so that a box (x low, x high, y low ...) fills a picture with this
/// ratio of width to height.
CameraPose fitted(const CameraPose& pose, const std::array<double, 6>& bounds_mm, double aspect);

}  // namespace transpine
