// SPDX-License-Identifier: Apache-2.0
#include "core/geometry/twist.h"

#include <gtest/gtest.h>

#include <unsupported/Eigen/MatrixFunctions>

#include "core/base/random.h"
#include "tests/support/grid_matchers.h"

namespace transpine {
namespace {

Eigen::Vector3d random_vector(RandomStream& random, double sd) {
  return {random.normal(0, sd), random.normal(0, sd), random.normal(0, sd)};
}

Eigen::Matrix4d generator(const Twist& twist) {
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Zero();
  matrix.topLeftCorner<3, 3>() = cross_matrix(twist.rotation);
  matrix.topRightCorner<3, 1>() = twist.shift_mm;
  return matrix;
}

/// Against Eigen's general matrix exponential (Padé, scaling and squaring).
TEST(Twist, ExponentialIsThatOfTheMatrix) {
  RandomStream random(41, "exp");
  for (int round = 0; round < 200; ++round) {
    const double size = std::pow(10.0, random.uniform(-7, 0.3));
    const Twist twist{random_vector(random, size), random_vector(random, 50)};
    const Eigen::Matrix4d expected = generator(twist).exp();
    EXPECT_LT((exp_of(twist).matrix() - expected).norm(), 1e-10 * expected.norm());
  }
}

TEST(Twist, LogarithmInvertsTheExponential) {
  RandomStream random(42, "log");
  for (int round = 0; round < 500; ++round) {
    const Rigid3 rigid =
        Rigid3::about(random_vector(random, 100), random_vector(random, 1),
                      std::pow(10.0, random.uniform(-6, 2.25)), random_vector(random, 60));
    const Rigid3 back = exp_of(log_of(rigid));
    EXPECT_THAT(back, testing::RigidNear(rigid, 1e-6, 1e-6));
    // Half the logarithm is the root.
    const Rigid3 half = exp_of(log_of(rigid) * 0.5);
    EXPECT_THAT(half * half, testing::RigidNear(rigid, 1e-6, 1e-6));
  }
  EXPECT_EQ(log_of(Rigid3()).rotation.norm() + log_of(Rigid3()).shift_mm.norm(), 0);
}

TEST(Twist, VelocityIsTheDerivativeOfTheFlow) {
  const Twist twist{{0.1, -0.2, 0.05}, {3, 4, -5}};
  const Eigen::Vector3d p(10, 20, 30);
  const Eigen::Vector3d moved = exp_of(twist * 1e-6) * p;
  EXPECT_LT(((moved - p) / 1e-6 - twist.velocity(p)).norm(), 1e-4);
}

}  // namespace
}  // namespace transpine
