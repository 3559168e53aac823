// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "core/landmarks/landmark_set.h"

namespace transpine {

/// How a vertebra lies: its centre, and unit vectors to its left, its back and its top as columns
/// (right-handed), in the frame of the points.
struct VertebraFrame {
  Eigen::Vector3d centre_mm = Eigen::Vector3d::Zero();
  Eigen::Matrix3d axes = Eigen::Matrix3d::Identity();
};

/// The vertebrae with a body point, from head to foot.
std::vector<int> vertebrae_with_body(const LandmarkSet& points);

/// A frame whose sagittal plane holds the body's and the spinous process's centre. Upward is the
/// line through the neighbouring bodies, made upright to the line from body to spinous process;
/// without neighbours the patient's own. Absent without the two points, or when they are one place.
std::optional<VertebraFrame> vertebra_frame(const LandmarkSet& points, int vertebra);

}  // namespace transpine
