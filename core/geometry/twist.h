// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/geometry/rigid3.h"

namespace transpine {

/// The logarithm of a rigid transform: the velocity field p -> rotation x p + shift_mm whose flow
/// over time 1 is the transform.
struct Twist {
  Eigen::Vector3d rotation = Eigen::Vector3d::Zero();  ///< Axis times angle in radians.
  Eigen::Vector3d shift_mm = Eigen::Vector3d::Zero();

  Eigen::Vector3d velocity(const Eigen::Vector3d& p_mm) const {
    return rotation.cross(p_mm) + shift_mm;
  }
  Twist operator*(double factor) const { return {rotation * factor, shift_mm * factor}; }
};

/// Closed forms on SE(3) (Murray, Li, Sastry 1994); the rotation is the shorter one, below 180
/// degrees.
Twist log_of(const Rigid3& b_from_a);
Rigid3 exp_of(const Twist& twist);

/// The rotation vector, axis times angle in radians, of a rotation.
Eigen::Vector3d rotation_vector(const Eigen::Quaterniond& rotation);
/// The matrix m with m * b = a x b.
Eigen::Matrix3d cross_matrix(const Eigen::Vector3d& a);

}  // namespace transpine
