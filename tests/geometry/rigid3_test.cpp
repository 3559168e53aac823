// SPDX-License-Identifier: Apache-2.0
#include "core/geometry/rigid3.h"

#include <gtest/gtest.h>

#include <Eigen/LU>

#include "core/base/random.h"
#include "core/geometry/rotation.h"

namespace transpine {
namespace {

Rigid3 random_rigid(RandomStream& random) {
  const Eigen::Vector3d axis(random.normal(), random.normal(), random.normal());
  const Eigen::Vector3d center(random.normal(0, 50), random.normal(0, 50), random.normal(0, 50));
  return Rigid3::about(center, axis, random.uniform(-180, 180), center);
}

TEST(Rigid3, CompositionInverseAndMatrixAgree) {
  RandomStream random(1, "rigid");
  for (int i = 0; i < 100; ++i) {
    const Rigid3 b_from_a = random_rigid(random);
    const Rigid3 c_from_b = random_rigid(random);
    const Eigen::Vector3d p_in_a(random.normal(0, 90), random.normal(0, 90), random.normal(0, 90));
    const Eigen::Vector3d p_in_c = c_from_b * (b_from_a * p_in_a);
    EXPECT_LT((((c_from_b * b_from_a) * p_in_a) - p_in_c).norm(), 1e-9);
    EXPECT_LT((b_from_a.inverse() * (b_from_a * p_in_a) - p_in_a).norm(), 1e-9);
    EXPECT_LT(((b_from_a.matrix() * p_in_a.homogeneous()).head<3>() - b_from_a * p_in_a).norm(),
              1e-9);
    EXPECT_LT((Rigid3::from_matrix(b_from_a.matrix()).matrix() - b_from_a.matrix()).norm(), 1e-9);
  }
}

TEST(Rigid3, AboutKeepsItsCentreAndTurnsByItsAngle) {
  const Eigen::Vector3d center(10, -20, 30);
  const Rigid3 turn = Rigid3::about(center, {0, 0, 2}, 90);
  EXPECT_LT((turn * center - center).norm(), 1e-12);
  EXPECT_LT((turn * (center + Eigen::Vector3d(1, 0, 0)) - center - Eigen::Vector3d(0, 1, 0)).norm(),
            1e-12);
  EXPECT_NEAR(turn.angle_deg(), 90, 1e-9);
}

TEST(Rotation, NearestRotationNeverReflects) {
  RandomStream random(2, "rotation");
  for (int i = 0; i < 100; ++i) {
    Eigen::Matrix3d matrix;
    for (int k = 0; k < 9; ++k) matrix(k) = random.normal();
    const Eigen::Matrix3d rotation = nearest_rotation(matrix);
    EXPECT_NEAR(rotation.determinant(), 1, 1e-9);
    EXPECT_LT((rotation * rotation.transpose() - Eigen::Matrix3d::Identity()).norm(), 1e-9);
    const Eigen::Matrix3d orthonormal = nearest_orthonormal(matrix);
    EXPECT_NEAR(orthonormal.determinant(), matrix.determinant() > 0 ? 1 : -1, 1e-9);
  }
}

}  // namespace
}  // namespace transpine
