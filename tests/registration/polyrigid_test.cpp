// SPDX-License-Identifier: Apache-2.0
#include "core/registration/polyrigid.h"

#include <gtest/gtest.h>

#include <stop_token>

#include "tests/registration/spine_points.h"
#include "tests/support/grid_matchers.h"

namespace transpine {
namespace {

using testing::kFirstLevel;
using testing::random_rigid;
using testing::random_vector;
using testing::spine;

/// Six vertebrae that turn by a degree or three against each other, with estimated shapes.
Polyrigid sample(RandomStream& random) {
  const LandmarkSet mr = spine(6, true);
  std::map<int, Rigid3> by_vertebra;
  Rigid3 current = random_rigid(random);
  for (int i = 0; i < 6; ++i) {
    const Eigen::Vector3d joint = mr.at({kFirstLevel + i, 50}) + Eigen::Vector3d(0, 0, 15);
    current = current * Rigid3::about(joint, random_vector(random, 1), random.uniform(1, 3));
    by_vertebra[kFirstLevel + i] = current;
  }
  return {by_vertebra.at(kFirstLevel + 3), by_vertebra, shapes_from_points(mr)};
}

TEST(Polyrigid, BonesMoveRigidly) {
  RandomStream random(81, "rigid");
  const Polyrigid transform = sample(random);
  int inside = 0;
  for (int round = 0; round < 20000; ++round) {
    const Eigen::Vector3d p(random.uniform(-30, 30), random.uniform(-30, 70),
                            random.uniform(-180, 30));
    int covering = 0;
    int level = 0;
    double next_mm = 1e9;
    for (const auto& [id, shape] : transform.shapes_in_mr()) {
      const double mm = shape.distance_mm(p);
      if (mm == 0) {
        ++covering;
        level = id;
      } else {
        next_mm = std::min(next_mm, mm);
      }
    }
    if (covering != 1 || next_mm < 2) continue;
    ++inside;
    EXPECT_LT((transform.ct_from_mr(p) - transform.by_vertebra().at(level) * p).norm(), 0.01);
  }
  EXPECT_GT(inside, 1000);
}

TEST(Polyrigid, InverseComposesToIdentityAndNothingFolds) {
  RandomStream random(82, "inverse");
  for (int sampled = 0; sampled < 3; ++sampled) {
    const Polyrigid transform = sample(random);
    for (int round = 0; round < 2000; ++round) {
      const Eigen::Vector3d p(random.uniform(-60, 60), random.uniform(-80, 120),
                              random.uniform(-220, 60));
      EXPECT_LT((transform.mr_from_ct(transform.ct_from_mr(p)) - p).norm(), 0.01);
      Eigen::Matrix3d jacobian;
      constexpr double h = 0.01;
      for (int axis = 0; axis < 3; ++axis) {
        const Eigen::Vector3d step = h * Eigen::Vector3d::Unit(axis);
        jacobian.col(axis) =
            (transform.ct_from_mr(p + step) - transform.ct_from_mr(p - step)) / (2 * h);
      }
      EXPECT_GT(jacobian.determinant(), 0.1);
    }
  }
}

TEST(Polyrigid, EqualMotionsAreOneRigidMotion) {
  RandomStream random(83, "equal");
  const Rigid3 truth = random_rigid(random);
  std::map<int, Rigid3> by_vertebra;
  for (int i = 0; i < 6; ++i) by_vertebra[kFirstLevel + i] = truth;
  // Whatever the rigid part is: the blend of equal motions is that motion.
  const Rigid3 nearly = truth * Rigid3::about({0, 0, 0}, {1, 0, 0}, 4, {3, 0, 0});
  const Polyrigid transform(nearly, by_vertebra, shapes_from_points(spine(6, true)));
  const Polyrigid without_bones(truth, {}, {});
  for (int round = 0; round < 200; ++round) {
    const Eigen::Vector3d p = random_vector(random, 80);
    EXPECT_LT((transform.ct_from_mr(p) - truth * p).norm(), 1e-4);
    EXPECT_LT((without_bones.ct_from_mr(p) - truth * p).norm(), 1e-9);
  }
}

TEST(Polyrigid, ResamplesLikeTheRigidTransformWhereMotionsAreEqual) {
  RandomStream random(84, "resample");
  Grid grid;
  grid.size = {20, 21, 22};
  grid.spacing_mm = {3, 3, 3};
  grid.origin_mm = {-30, -10, -60};
  Volume ct(grid, ScalarType::int16);
  for (auto& value : ct.values<std::int16_t>()) {
    value = static_cast<std::int16_t>(random.uniform(-1000, 1500));
  }
  const Rigid3 truth = Rigid3::about({0, 20, -30}, {1, 1, 0}, 8, {2, 3, 4});
  std::map<int, Rigid3> by_vertebra;
  for (int i = 0; i < 3; ++i) by_vertebra[kFirstLevel + i] = truth;
  const Polyrigid transform(truth, by_vertebra, shapes_from_points(spine(3, true)));
  JobContext job;
  for (const auto interpolation : {Interpolation::cubic_bspline, Interpolation::nearest}) {
    const auto expected = resample(ct, grid, truth, interpolation, -1000, job);
    const auto found = resample(ct, grid, transform, interpolation, -1000, job);
    ASSERT_TRUE(expected.ok() && found.ok());
    double largest = 0;
    for (std::int64_t n = 0; n < grid.voxel_count(); ++n) {
      const Index3 at{n % 20, n / 20 % 21, n / 420};
      largest = std::max(
          largest, std::abs(expected->at(at[0], at[1], at[2]) - found->at(at[0], at[1], at[2])));
    }
    EXPECT_LT(largest, 0.1);
  }
  std::stop_source stop;
  stop.request_stop();
  JobContext cancelled(stop.get_token(), {});
  EXPECT_FALSE(resample(ct, grid, transform, Interpolation::linear, -1000, cancelled).ok());
}

}  // namespace
}  // namespace transpine
