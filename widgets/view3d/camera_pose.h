// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

namespace transpine {

/// Where a 3D view looks from, in mm of its frame.
struct CameraPose {
  Eigen::Vector3d position_mm = Eigen::Vector3d::UnitY();
  Eigen::Vector3d focus_mm = Eigen::Vector3d::Zero();
  Eigen::Vector3d up = Eigen::Vector3d::UnitZ();
  double half_height_mm = 100;  ///< Shown at the focus, from the middle to the upper edge.
  bool orthographic = false;
};

}  // namespace transpine
