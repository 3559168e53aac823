// SPDX-License-Identifier: Apache-2.0
#include "core/geometry/twist.h"

#include <Eigen/LU>
#include <cmath>

namespace transpine {
namespace {

constexpr double kSmallAngle = 1e-4;

/// The integral of the rotation over time 1, which takes the shift of a twist to the translation.
Eigen::Matrix3d integrated_rotation(const Eigen::Vector3d& rotation) {
  const double angle = rotation.norm();
  const Eigen::Matrix3d k = cross_matrix(rotation);
  // Series to the fourth order: the closed forms cancel near 0.
  const double a2 = angle * angle;
  const double first = angle < kSmallAngle ? 0.5 - a2 / 24 : (1 - std::cos(angle)) / a2;
  const double second =
      angle < kSmallAngle ? 1.0 / 6 - a2 / 120 : (angle - std::sin(angle)) / (a2 * angle);
  return Eigen::Matrix3d::Identity() + first * k + second * k * k;
}

}  // namespace

Eigen::Matrix3d cross_matrix(const Eigen::Vector3d& a) {
  Eigen::Matrix3d matrix;
  matrix << 0, -a.z(), a.y(), a.z(), 0, -a.x(), -a.y(), a.x(), 0;
  return matrix;
}

Eigen::Vector3d rotation_vector(const Eigen::Quaterniond& rotation) {
  const double sign = rotation.w() < 0 ? -1 : 1;
  const Eigen::Vector3d vec = sign * rotation.vec();
  const double sine = vec.norm();
  if (sine < kSmallAngle) return 2 * vec * (1 + sine * sine / 6);
  return vec / sine * 2 * std::atan2(sine, sign * rotation.w());
}

Twist log_of(const Rigid3& b_from_a) {
  const Eigen::Vector3d rotation = rotation_vector(b_from_a.rotation());
  return {rotation, integrated_rotation(rotation).inverse() * b_from_a.translation_mm()};
}

Rigid3 exp_of(const Twist& twist) {
  const double angle = twist.rotation.norm();
  const Eigen::Quaterniond rotation =
      angle == 0 ? Eigen::Quaterniond::Identity()
                 : Eigen::Quaterniond(Eigen::AngleAxisd(angle, twist.rotation / angle));
  return {rotation, integrated_rotation(twist.rotation) * twist.shift_mm};
}

}  // namespace transpine
