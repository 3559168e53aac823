// SPDX-License-Identifier: Apache-2.0
#include "core/geometry/rigid3.h"

#include <Eigen/SVD>
#include <cmath>
#include <numbers>

#include "core/geometry/rotation.h"

namespace transpine {

Eigen::Matrix3d nearest_rotation(const Eigen::Matrix3d& matrix) {
  const Eigen::JacobiSVD<Eigen::Matrix3d> svd(matrix, Eigen::ComputeFullU | Eigen::ComputeFullV);
  Eigen::Vector3d signs(1, 1, 1);
  if ((svd.matrixU() * svd.matrixV().transpose()).determinant() < 0) signs.z() = -1;
  return svd.matrixU() * signs.asDiagonal() * svd.matrixV().transpose();
}

Eigen::Matrix3d nearest_orthonormal(const Eigen::Matrix3d& matrix) {
  const Eigen::JacobiSVD<Eigen::Matrix3d> svd(matrix, Eigen::ComputeFullU | Eigen::ComputeFullV);
  return svd.matrixU() * svd.matrixV().transpose();
}

Rigid3 Rigid3::from_matrix(const Eigen::Matrix4d& matrix) {
  return {Eigen::Quaterniond(nearest_rotation(matrix.topLeftCorner<3, 3>())),
          matrix.topRightCorner<3, 1>()};
}

Rigid3 Rigid3::about(const Eigen::Vector3d& center_mm, const Eigen::Vector3d& axis,
                     double angle_deg, const Eigen::Vector3d& shift_mm) {
  const Eigen::Quaterniond rotation(
      Eigen::AngleAxisd(angle_deg * std::numbers::pi / 180, axis.normalized()));
  return {rotation, center_mm - rotation * center_mm + shift_mm};
}

Eigen::Matrix4d Rigid3::matrix() const {
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topLeftCorner<3, 3>() = rotation_.toRotationMatrix();
  matrix.topRightCorner<3, 1>() = translation_mm_;
  return matrix;
}

Rigid3 Rigid3::inverse() const {
  const Eigen::Quaterniond back = rotation_.conjugate();
  return {back, -(back * translation_mm_)};
}

double Rigid3::angle_deg() const {
  return 2 * std::atan2(rotation_.vec().norm(), std::abs(rotation_.w())) * 180 / std::numbers::pi;
}

}  // namespace transpine
