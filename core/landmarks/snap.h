// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/image/volume.h"

namespace transpine {

enum class SnapTo {
  brightest,  ///< The voxel of the highest value, refined between voxels by parabolas.
  darkest,    ///< The same of the lowest.
  centroid,   ///< The centre of mass of what is brighter than halfway between least and most.
};

/// Where a point within `radius_mm` of `p_mm` should lie; absent when no voxel centre is that near.
std::optional<Eigen::Vector3d> snapped(const Volume& image, const Eigen::Vector3d& p_mm,
                                       double radius_mm, SnapTo target);

}  // namespace transpine
