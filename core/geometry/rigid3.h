// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>

namespace transpine {

/// A rigid transform with 6 degrees of freedom, named `b_from_a`: p_in_b = R * p_in_a + t.
/// Points are LPS millimetres. Composition reads c_from_a = c_from_b * b_from_a.
class Rigid3 {
 public:
  /// The identity.
  Rigid3() = default;
  Rigid3(const Eigen::Quaterniond& rotation, const Eigen::Vector3d& translation_mm)
      : rotation_(rotation.normalized()), translation_mm_(translation_mm) {}

  /// From a 4x4 homogeneous matrix; its rotation part is projected onto the nearest rotation.
  static Rigid3 from_matrix(const Eigen::Matrix4d& matrix);
  /// Rotation by `angle_deg` about `axis` (any length but zero) through `center_mm`, then a shift.
  static Rigid3 about(const Eigen::Vector3d& center_mm, const Eigen::Vector3d& axis,
                      double angle_deg, const Eigen::Vector3d& shift_mm = Eigen::Vector3d::Zero());

  const Eigen::Quaterniond& rotation() const { return rotation_; }
  const Eigen::Vector3d& translation_mm() const { return translation_mm_; }
  Eigen::Matrix4d matrix() const;
  Rigid3 inverse() const;

  /// Rotation angle in [0, 180] degrees.
  double angle_deg() const;

  Eigen::Vector3d operator*(const Eigen::Vector3d& p_in_a) const {
    return rotation_ * p_in_a + translation_mm_;
  }
  Rigid3 operator*(const Rigid3& other) const {
    return {rotation_ * other.rotation_, rotation_ * other.translation_mm_ + translation_mm_};
  }

 private:
  Eigen::Quaterniond rotation_ = Eigen::Quaterniond::Identity();
  Eigen::Vector3d translation_mm_ = Eigen::Vector3d::Zero();
};

}  // namespace transpine
