// SPDX-License-Identifier: Apache-2.0
#include "core/registration/register_vertebrae.h"

#include <gtest/gtest.h>

#include "core/landmarks/spine_labels.h"
#include "tests/registration/spine_points.h"
#include "tests/support/grid_matchers.h"

namespace transpine {
namespace {

using testing::kFirstLevel;
using testing::moved;
using testing::random_rigid;
using testing::random_vector;
using testing::spine;

/// Transforms of a chain bent by up to `bend_deg` at each disc, midway between the bodies.
std::map<int, Rigid3> bent(const LandmarkSet& mr, double bend_deg, const Rigid3& whole,
                           RandomStream& random) {
  std::map<int, Rigid3> transforms;
  Rigid3 current = whole;
  Eigen::Vector3d above = Eigen::Vector3d::Zero();
  for (const auto& [key, p] : mr) {
    if (key.subregion != subregion::kBody) continue;
    if (!transforms.empty()) {
      const Eigen::Vector3d joint = (above + p) / 2;
      current = current *
                Rigid3::about(joint, random_vector(random, 1), random.uniform(-1, 1) * bend_deg);
    }
    transforms[key.vertebra] = current;
    above = p;
  }
  return transforms;
}

LandmarkSet moved_by_level(const LandmarkSet& mr, const std::map<int, Rigid3>& transforms,
                           double noise_mm, RandomStream& random) {
  LandmarkSet ct;
  for (const auto& [key, p] : mr) {
    ct[key] = transforms.at(key.vertebra) * p + random_vector(random, noise_mm / std::sqrt(3.0));
  }
  return ct;
}

/// Where the corners of a vertebra go, against the truth.
double corner_error_mm(const LandmarkSet& mr, const std::map<int, Rigid3>& truth,
                       const std::function<Rigid3(int)>& found) {
  double sum = 0;
  int count = 0;
  for (const auto& [key, p] : mr) {
    if (key.subregion != subregion::kBody) continue;
    for (const double x : {-22.0, 22.0}) {
      for (const double y : {-15.0, 60.0}) {
        for (const double z : {-12.0, 12.0}) {
          const Eigen::Vector3d q = p + Eigen::Vector3d(x, y, z);
          sum += (found(key.vertebra) * q - truth.at(key.vertebra) * q).norm();
          ++count;
        }
      }
    }
  }
  return sum / count;
}

TEST(RegisterVertebrae, OneRigidMotionIsFoundExactly) {
  RandomStream random(71, "one");
  for (int round = 0; round < 20; ++round) {
    const LandmarkSet mr = spine(6, true);
    const Rigid3 truth = random_rigid(random);
    const auto result = register_vertebrae(mr, moved(mr, truth, 0, random));
    ASSERT_TRUE(result.ok()) << result.error().message();
    ASSERT_EQ(result->ct_from_mr.size(), 6u);
    for (const auto& [level, transform] : result->ct_from_mr) {
      EXPECT_THAT(transform, testing::RigidNear(truth, 1e-5, 1e-4));
    }
    EXPECT_LT(result->figures.fre_mm, 1e-6);
    EXPECT_LT(result->largest_bend_deg, 1e-5);
  }
}

/// With two points a vertebra, at 1 mm of error in all, bends of up to 4 degrees a joint.
TEST(RegisterVertebrae, TwoPointsOfEachVertebraHalveTheErrorOfOneRigidMotion) {
  RandomStream random(72, "bent");
  double rigid_mm = 0;
  double own_mm = 0;
  double loo_mm = 0;
  for (int round = 0; round < 20; ++round) {
    const LandmarkSet mr = spine(8, true);
    const auto truth = bent(mr, 4, random_rigid(random), random);
    const LandmarkSet ct = moved_by_level(mr, truth, 0.7, random);
    const auto result = register_vertebrae(mr, ct);
    ASSERT_TRUE(result.ok()) << result.error().message();
    rigid_mm += corner_error_mm(mr, truth, [&](int) { return result->figures.ct_from_mr; }) / 20;
    own_mm +=
        corner_error_mm(mr, truth, [&](int level) { return result->ct_from_mr.at(level); }) / 20;
    loo_mm += *result->figures.tre_loo_mm / 20;
  }
  RecordProperty("rigid_mm", std::to_string(rigid_mm));
  RecordProperty("own_mm", std::to_string(own_mm));
  EXPECT_LT(own_mm, rigid_mm / 2) << rigid_mm << " mm by one rigid motion";
  EXPECT_GT(loo_mm, 0.3);
  EXPECT_LT(loo_mm, 4);
}

TEST(RegisterVertebrae, OnePointOfAVertebraAndAGapAreBridged) {
  RandomStream random(73, "gap");
  LandmarkSet mr = spine(7, true);
  const auto truth = bent(mr, 2, random_rigid(random), random);
  mr.erase({kFirstLevel + 2, 42});
  mr.erase({kFirstLevel + 4, 42});
  mr.erase({kFirstLevel + 4, 50});
  const LandmarkSet ct = moved_by_level(mr, truth, 0, random);
  const auto result = register_vertebrae(mr, ct);
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->ct_from_mr.size(), 6u);
  EXPECT_FALSE(result->ct_from_mr.contains(kFirstLevel + 4));
  EXPECT_LT(corner_error_mm(mr, truth, [&](int level) { return result->ct_from_mr.at(level); }),
            1.5);
}

/// The reported minimum is one: no small motion of any vertebra lowers the cost.
TEST(ArticulatedFit, NoSmallMotionIsMoreProbable) {
  RandomStream random(74, "minimum");
  const LandmarkSet mr = spine(4, true);
  const LandmarkSet ct = moved_by_level(mr, bent(mr, 5, random_rigid(random), random), 2, random);
  std::vector<ArticulatedFit::Pair> pairs;
  for (const auto& [key, p] : mr) pairs.push_back({key, p, ct.at(key), 1});
  const JointPrior prior;
  const ArticulatedFit fit(pairs, register_landmarks(mr, ct)->ct_from_mr, prior);
  const auto cost = [&](const std::map<int, Rigid3>& transforms) {
    double sum = 0;
    for (const auto& pair : pairs) {
      sum += (transforms.at(pair.key.vertebra) * pair.mr_mm - pair.ct_mm).squaredNorm();
    }
    for (int level = kFirstLevel; level + 1 < kFirstLevel + 4; ++level) {
      const Eigen::Vector3d joint = (mr.at({level, 50}) + mr.at({level + 1, 50})) / 2;
      sum += (transforms.at(level) * joint - transforms.at(level + 1) * joint).squaredNorm();
      const double turn_deg =
          (transforms.at(level).inverse() * transforms.at(level + 1)).angle_deg();
      sum += turn_deg * turn_deg / 25;
    }
    return sum;
  };
  const double least = cost(fit.ct_from_mr());
  for (int round = 0; round < 300; ++round) {
    auto nudged = fit.ct_from_mr();
    for (auto& [level, transform] : nudged) {
      transform = Rigid3::about(transform * mr.at({level, 50}), random_vector(random, 1),
                                random.normal(0, 0.2), random_vector(random, 0.1)) *
                  transform;
    }
    EXPECT_GE(cost(nudged), least - 1e-6);
  }
}

TEST(ArticulatedFit, LeaveOneOutIsAFitWithoutThePair) {
  RandomStream random(75, "loo");
  const LandmarkSet mr = spine(5, true);
  const LandmarkSet ct = moved_by_level(mr, bent(mr, 3, Rigid3(), random), 1, random);
  const auto all = register_vertebrae(mr, ct);
  ASSERT_TRUE(all.ok());
  const LandmarkKey key{kFirstLevel + 2, 42};
  LandmarkSet rest = mr;
  rest.erase(key);
  const auto without = register_vertebrae(rest, ct);
  ASSERT_TRUE(without.ok());
  const double expected = (without->ct_from_mr.at(key.vertebra) * mr.at(key) - ct.at(key)).norm();
  for (const auto& point : all->figures.points) {
    // The centre about which a vertebra turns differs, the minimum does not.
    if (point.key == key) {
      EXPECT_NEAR(*point.leave_one_out_mm, expected, 1e-4);
    }
  }
}

TEST(RegisterVertebrae, SetsAsideWhatTheNeighboursContradict) {
  RandomStream random(76, "trim");
  const LandmarkSet mr = spine(8, true);
  LandmarkSet ct = moved_by_level(mr, bent(mr, 3, random_rigid(random), random), 0.5, random);
  const LandmarkKey wrong{kFirstLevel + 3, 42};
  ct[wrong] += Eigen::Vector3d(25, 0, 0);
  RegistrationOptions options;
  options.trim_fraction = 0.2;
  const auto result = register_vertebrae(mr, ct, options);
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result->figures.outliers.size(), 1u);
  EXPECT_EQ(result->figures.outliers[0].key, wrong);
  EXPECT_EQ(result->figures.points.size(), 15u);
}

}  // namespace
}  // namespace transpine
