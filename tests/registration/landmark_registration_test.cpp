// SPDX-License-Identifier: Apache-2.0
#include "core/registration/landmark_registration.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/base/random.h"
#include "core/landmarks/spine_labels.h"
#include "core/registration/image_checks.h"
#include "tests/registration/spine_points.h"
#include "tests/support/grid_matchers.h"

namespace transpine {
namespace {

using testing::moved;
using testing::random_rigid;
using testing::random_vector;
using testing::spine;

constexpr int kFirst = testing::kFirstLevel;

double rms_error_mm(const LandmarkSet& points, const Rigid3& a, const Rigid3& b) {
  double sum = 0;
  for (const auto& [key, p] : points) sum += (a * p - b * p).squaredNorm();
  return std::sqrt(sum / static_cast<double>(points.size()));
}

TEST(RegisterLandmarks, RecoversExactTransforms) {
  RandomStream random(11, "exact");
  for (int round = 0; round < 200; ++round) {
    LandmarkSet mr;
    const auto count = static_cast<int>(random.uniform_int(3, 20));
    for (int i = 0; i < count; ++i) mr[{i + 1, 50}] = random_vector(random, 60);
    const Rigid3 truth = random_rigid(random);
    const auto result = register_landmarks(mr, moved(mr, truth, 0, random));
    ASSERT_TRUE(result.ok()) << result.error().message();
    EXPECT_THAT(result->ct_from_mr, testing::RigidNear(truth, 1e-5, 1e-6));
    EXPECT_LT(result->fre_mm, 1e-9);
    EXPECT_NEAR(result->ct_from_mr.rotation().toRotationMatrix().determinant(), 1, 1e-12);
  }
}

TEST(RegisterLandmarks, NoSmallMotionLowersTheResidual) {
  RandomStream random(12, "minimum");
  const LandmarkSet mr = spine(6, true);
  const LandmarkSet ct = moved(mr, random_rigid(random), 4, random);
  const auto result = register_landmarks(mr, ct);
  ASSERT_TRUE(result.ok());
  const auto cost = [&](const Rigid3& ct_from_mr) {
    double sum = 0;
    for (const auto& [key, p] : mr) sum += (ct_from_mr * p - ct.at(key)).squaredNorm();
    return sum;
  };
  const double least = cost(result->ct_from_mr);
  EXPECT_NEAR(std::sqrt(least / static_cast<double>(mr.size())), result->fre_mm, 1e-9);
  for (int round = 0; round < 200; ++round) {
    const Rigid3 nudge = Rigid3::about(random_vector(random, 50), random_vector(random, 1),
                                       random.normal(0, 0.5), random_vector(random, 0.5));
    EXPECT_GE(cost(nudge * result->ct_from_mr), least);
  }
}

TEST(RegisterLandmarks, TwoPointsForEachVertebraBeatOne) {
  RandomStream random(13, "points");
  const LandmarkSet mr = spine(8, true);
  RegistrationOptions bodies;
  bodies.subregions = {50};
  double with_one_mm = 0;
  double with_two_mm = 0;
  for (int round = 0; round < 20; ++round) {
    const Rigid3 truth = random_rigid(random);
    const LandmarkSet ct = moved(mr, truth, 1, random);
    const auto one = register_landmarks(mr, ct, bodies);
    const auto two = register_landmarks(mr, ct);
    ASSERT_TRUE(one.ok() && two.ok());
    EXPECT_EQ(one->points.size(), 8u);
    EXPECT_FALSE(one->warnings.empty());
    EXPECT_TRUE(two->warnings.empty());
    EXPECT_LT(one->axis_ratio, 0.1);
    EXPECT_GT(two->axis_ratio, 0.1);
    EXPECT_GT(one->expected_tre_posterior_mm, two->expected_tre_posterior_mm);
    with_one_mm += rms_error_mm(mr, one->ct_from_mr, truth) / 20;
    with_two_mm += rms_error_mm(mr, two->ct_from_mr, truth) / 20;
  }
  EXPECT_LT(2 * with_two_mm, with_one_mm);
  EXPECT_LT(with_two_mm, 1);
}

TEST(RegisterLandmarks, ExpectedErrorMatchesSimulation) {
  // With the true FLE, the expected FRE is FLE * sqrt(1 - 2/N) (Fitzpatrick 1998).
  RandomStream random(14, "tre");
  const LandmarkSet mr = spine(5, true);
  const double fle_mm = 0.5;
  const Eigen::Vector3d target(10, 40, -60);
  double squares = 0;
  const int rounds = 4000;
  for (int round = 0; round < rounds; ++round) {
    const auto result = register_landmarks(mr, moved(mr, Rigid3(), fle_mm, random));
    ASSERT_TRUE(result.ok());
    squares += (result->ct_from_mr * target - target).squaredNorm();
  }
  const double fre_mm = fle_mm * std::sqrt(1 - 2 / static_cast<double>(mr.size()));
  EXPECT_NEAR(expected_tre_mm(mr, fre_mm, target), std::sqrt(squares / rounds), 0.02 * fle_mm);
}

TEST(RegisterLandmarks, TooFewSharedPointsSayWhatIsMissing) {
  const LandmarkSet mr = {{{20, 50}, {0, 0, 0}}, {{21, 50}, {0, 0, -30}}, {{22, 42}, {0, 50, -60}}};
  const LandmarkSet ct = {{{20, 50}, {0, 0, 0}}, {{21, 50}, {0, 0, -30}}, {{24, 50}, {0, 5, -90}}};
  const auto result = register_landmarks(mr, ct);
  ASSERT_FALSE(result.ok());
  EXPECT_NE(result.error().title.find("share 2 landmarks"), std::string::npos);
  EXPECT_NE(result.error().remedy.find("CT lacks L3 spinous process"), std::string::npos);
  EXPECT_NE(result.error().remedy.find("MR lacks L5 body"), std::string::npos);
}

TEST(RegisterLandmarks, CollinearPointsAreRefused) {
  LandmarkSet line;
  for (int i = 0; i < 6; ++i) line[{kFirst + i, 50}] = Eigen::Vector3d(1, 2, -30.0 * i);
  const auto result = register_landmarks(line, line);
  ASSERT_FALSE(result.ok());
  EXPECT_NE(result.error().title.find("one line"), std::string::npos);
  // Off the line by less than anybody places a point: no rotation follows from that.
  RandomStream random(16, "line");
  LandmarkSet nearly = line;
  for (auto& [key, p] : nearly) {
    p += Eigen::Vector3d(random.uniform(-0.01, 0.01), random.uniform(-0.01, 0.01), 0);
  }
  const auto refused = register_landmarks(nearly, nearly);
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().title.find("one line"), std::string::npos);
  // In one of the images is enough.
  EXPECT_FALSE(register_landmarks(spine(6, false), nearly).ok());
  LandmarkSet one_place;
  for (int i = 0; i < 4; ++i) one_place[{kFirst + i, 50}] = Eigen::Vector3d(1, 2, 3);
  EXPECT_FALSE(register_landmarks(one_place, one_place).ok());
}

// Bodies alone, the paper's one point for a vertebra, are not on a line: a spine is curved.
TEST(RegisterLandmarks, BodiesOfACurvedSpineAreEnough) {
  for (const char* levels : {"L1-L5", "T10-L2", "L3-L5"}) {
    SCOPED_TRACE(levels);
    LandmarkSet bodies;
    // A lordosis of 180 mm radius with bodies 33 mm apart.
    int i = 0;
    const auto ids = vertebrae_in_range(levels);
    ASSERT_TRUE(ids);
    for (const int id : *ids) {
      const double angle = 33.0 / 180 * i++;
      bodies[{id, 50}] = {0, 180 * std::cos(angle), -180 * std::sin(angle)};
    }
    const auto result = register_landmarks(bodies, bodies);
    ASSERT_TRUE(result.ok()) << result.error().message();
    EXPECT_GT(result->spread_mm, 1);
  }
}

TEST(RegisterLandmarks, NamesAFarOutlier) {
  RandomStream random(15, "outlier");
  const LandmarkSet mr = spine(6, true);
  LandmarkSet ct = moved(mr, Rigid3(), 0.5, random);
  ct[{kFirst + 2, 42}].x() += 40;
  const auto result = register_landmarks(mr, ct);
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result->warnings.size(), 1u);
  EXPECT_NE(result->warnings[0].find("T3 spinous process"), std::string::npos);
}

TEST(CentreToCentre, PutsTheMiddlesOnEachOther) {
  Grid mr;
  mr.size = {10, 20, 30};
  mr.origin_mm = {5, 6, 7};
  Grid ct = mr;
  ct.size = {11, 21, 31};
  ct.spacing_mm = {2, 2, 2};
  const Rigid3 ct_from_mr = centre_to_centre(mr, ct);
  EXPECT_LT((ct_from_mr * mr.point_from_index({4.5, 9.5, 14.5}) - ct.point_from_index({5, 10, 15}))
                .norm(),
            1e-12);
  EXPECT_EQ(ct_from_mr.angle_deg(), 0);
}

Volume image_of(double low, double high) {
  Grid grid;
  grid.size = {10, 10, 10};
  Volume volume(grid, ScalarType::float32);
  auto values = volume.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<float>(low + (high - low) * static_cast<double>(i) / 999);
  }
  return volume;
}

TEST(ImageChecks, NoticeSwappedImages) {
  const Volume ct = image_of(-1000, 1500);
  const Volume ct_without_air = image_of(-200, 900);
  const Volume mr = image_of(0, 800);
  const Volume ringing_mr = image_of(-30, 800);
  for (const Volume* right : {&ct, &ct_without_air}) {
    EXPECT_TRUE(check_not_swapped(mr, *right, "s1").ok());
    EXPECT_TRUE(check_not_swapped(ringing_mr, *right, "s1").ok());
    const auto swapped = check_not_swapped(*right, mr, "s1");
    ASSERT_FALSE(swapped.ok());
    EXPECT_NE(swapped.error().title.find("s1 look swapped"), std::string::npos);
  }
  EXPECT_FALSE(check_not_swapped(ct, ct, "s1").ok());
  EXPECT_TRUE(check_not_swapped(mr, mr, "s1").ok());
  const ValueRange ct_range{-1000, 1500, -1000};
  const ValueRange mr_range{0, 800, 0};
  EXPECT_TRUE(swapped_warning(ct_range, mr_range).has_value());
  EXPECT_FALSE(swapped_warning(mr_range, ct_range).has_value());
  EXPECT_TRUE(swapped_warning(mr_range, mr_range).has_value());
  EXPECT_TRUE(ct_warning(mr).has_value());
  EXPECT_FALSE(ct_warning(ct_without_air).has_value());
}

}  // namespace
}  // namespace transpine
