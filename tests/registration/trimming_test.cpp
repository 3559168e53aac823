// SPDX-License-Identifier: Apache-2.0
#include "core/registration/trimming.h"

#include <gtest/gtest.h>

#include <set>

#include "core/landmarks/spine_labels.h"
#include "core/registration/landmark_registration.h"
#include "tests/registration/spine_points.h"
#include "tests/support/grid_matchers.h"

namespace transpine {
namespace {

using testing::kFirstLevel;
using testing::moved;
using testing::random_rigid;
using testing::random_vector;
using testing::spine;

/// Swaps of neighbours, as wrong level names make them, and points anywhere.
TEST(Trimming, FindsExactlyTheWrongPointsUpToTheShare) {
  RandomStream random(31, "trimming");
  RegistrationOptions options;
  options.trim_fraction = 0.3;
  for (int round = 0; round < 50; ++round) {
    const LandmarkSet mr = spine(8, true);
    const Rigid3 truth = random_rigid(random);
    LandmarkSet ct = moved(mr, truth, 0.5, random);
    std::set<LandmarkKey> wrong;
    while (wrong.size() < 4) {
      const LandmarkKey key{kFirstLevel + static_cast<int>(random.uniform_int(0, 7)),
                            random.uniform() < 0.5 ? 50 : 42};
      if (!wrong.insert(key).second) continue;
      ct[key] += random_vector(random, 1).normalized() * random.uniform(12, 60);
    }
    const auto result = register_landmarks(mr, ct, options);
    ASSERT_TRUE(result.ok()) << result.error().message();
    std::set<LandmarkKey> found;
    for (const auto& point : result->outliers) found.insert(point.key);
    EXPECT_EQ(found, wrong);
    EXPECT_EQ(result->points.size(), 12u);
    EXPECT_LT(result->fre_mm, 1);
    for (std::size_t i = 1; i < result->outliers.size(); ++i) {
      EXPECT_GE(result->outliers[i - 1].residual_mm, result->outliers[i].residual_mm);
    }
    // The fit is that of the good pairs alone.
    LandmarkSet good;
    for (const auto& [key, p] : mr) {
      if (!wrong.contains(key)) good[key] = p;
    }
    EXPECT_THAT(result->ct_from_mr,
                testing::RigidNear(register_landmarks(good, ct)->ct_from_mr, 1e-9, 1e-9));
  }
}

TEST(Trimming, LeavesGoodPointsAlone) {
  RandomStream random(32, "clean");
  RegistrationOptions options;
  options.trim_fraction = 0.3;
  for (int round = 0; round < 50; ++round) {
    const LandmarkSet mr = spine(6, true);
    const auto result =
        register_landmarks(mr, moved(mr, random_rigid(random), 0.8, random), options);
    ASSERT_TRUE(result.ok());
    EXPECT_TRUE(result->outliers.empty());
  }
}

TEST(Trimming, NeverTakesMoreThanTheShareAndLeavesThree) {
  RandomStream random(33, "share");
  const LandmarkSet mr = spine(5, true);
  LandmarkSet ct = mr;
  for (auto& [key, p] : ct) p += random_vector(random, 40);
  for (const double share : {0.0, 0.1, 0.25, 0.5}) {
    RegistrationOptions options;
    options.trim_fraction = share;
    const auto result = register_landmarks(mr, ct, options);
    ASSERT_TRUE(result.ok());
    EXPECT_LE(static_cast<double>(result->outliers.size()), share * 10);
    EXPECT_EQ(result->outliers.size() + result->points.size(), 10u);
  }
  const Points three = Points::Random(3, 3) * 30;
  EXPECT_TRUE(
      rigid_outliers(three, three + Points::Random(3, 3) * 30, Eigen::VectorXd::Ones(3), 0.5)
          .empty());
}

/// A pair of weight 3 counts like three pairs at its place; one of weight 0 like none.
TEST(Weights, CountLikeRepeatedPairs) {
  RandomStream random(34, "weights");
  for (int round = 0; round < 20; ++round) {
    const LandmarkSet mr = spine(5, true);
    const LandmarkSet ct = moved(mr, random_rigid(random), 5, random);
    RegistrationOptions options;
    LandmarkSet mr_repeated, ct_repeated;
    for (const auto& [key, p] : mr) {
      const auto times = static_cast<int>(random.uniform_int(0, 3));
      options.weights[key] = times;
      for (int i = 0; i < times; ++i) {
        mr_repeated[{key.vertebra, key.subregion * 10 + i}] = p;
        ct_repeated[{key.vertebra, key.subregion * 10 + i}] = ct.at(key);
      }
    }
    const auto weighted = register_landmarks(mr, ct, options);
    const auto repeated = register_landmarks(mr_repeated, ct_repeated);
    ASSERT_EQ(weighted.ok(), repeated.ok());
    if (!weighted) continue;
    EXPECT_THAT(weighted->ct_from_mr, testing::RigidNear(repeated->ct_from_mr, 1e-9, 1e-8));
  }
}

/// Closed forms: of a cross with equal arms all rotations are alike; of points near a line at
/// (0, 0, +-a), (0, +-b, 0) the ratio of moments is (a² + b²) / b².
TEST(RotationCondition, IsTheRootOfTheRatioOfMoments) {
  Points cross(3, 6);
  cross << 1, -1, 0, 0, 0, 0, 0, 0, 1, -1, 0, 0, 0, 0, 0, 0, 1, -1;
  EXPECT_NEAR(shape_of(cross).rotation_condition(), 1, 1e-12);
  Points line(3, 4);
  line << 0, 0, 0, 0, 0, 0, 2, -2, 50, -50, 0, 0;
  EXPECT_NEAR(shape_of(line).rotation_condition(), std::sqrt((2500.0 + 4) / 4), 1e-9);
  const auto bodies = register_landmarks(spine(6, false), spine(6, false));
  const auto both = register_landmarks(spine(6, true), spine(6, true));
  ASSERT_TRUE(bodies.ok() && both.ok());
  EXPECT_GT(bodies->rotation_condition, 3 * both->rotation_condition);
}

}  // namespace
}  // namespace transpine
