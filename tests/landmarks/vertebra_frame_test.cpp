// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/vertebra_frame.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <random>

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

/// Three vertebrae upright in the patient, spinous processes behind and below the bodies.
LandmarkSet upright() {
  LandmarkSet points;
  for (int i = 0; i < 3; ++i) {
    const Eigen::Vector3d body(0, 0, -35.0 * i);
    points[{vertebra::kL1 + i, subregion::kBody}] = body;
    points[{vertebra::kL1 + i, subregion::kSpinousProcess}] = body + Eigen::Vector3d(0, 50, 0);
  }
  return points;
}

TEST(VertebraFrame, OfAnUprightSpineIsThePatients) {
  const auto frame = vertebra_frame(upright(), vertebra::kL1 + 1);
  ASSERT_TRUE(frame);
  EXPECT_LT((frame->axes - Eigen::Matrix3d::Identity()).norm(), 1e-12);
  EXPECT_EQ(frame->centre_mm, Eigen::Vector3d(0, 0, -35));
}

TEST(VertebraFrame, TurnsWithTheSpine) {
  std::mt19937 random(5);
  std::normal_distribution<double> normal;
  for (int trial = 0; trial < 50; ++trial) {
    const Eigen::Quaterniond turn =
        Eigen::Quaterniond(normal(random), normal(random), normal(random), normal(random))
            .normalized();
    LandmarkSet turned;
    for (const auto& [key, p] : upright()) turned[key] = turn * p + Eigen::Vector3d(3, -9, 100);
    const auto frame = vertebra_frame(turned, vertebra::kL1 + 1);
    ASSERT_TRUE(frame);
    EXPECT_LT((frame->axes - turn.toRotationMatrix()).norm(), 1e-9);
    EXPECT_NEAR(frame->axes.determinant(), 1, 1e-12);
  }
}

TEST(VertebraFrame, HoldsBothCentresInItsSagittalPlaneAlsoWhenTheSpinousProcessHangs) {
  LandmarkSet points = upright();
  const LandmarkKey spinous{vertebra::kL1 + 1, subregion::kSpinousProcess};
  points[spinous] += Eigen::Vector3d(8, 0, -15);
  const auto frame = vertebra_frame(points, vertebra::kL1 + 1);
  ASSERT_TRUE(frame);
  const Eigen::Vector3d back = points[spinous] - frame->centre_mm;
  EXPECT_NEAR(frame->axes.col(0).dot(back), 0, 1e-9);
  EXPECT_NEAR(frame->axes.col(2).dot(back), 0, 1e-9);
  EXPECT_GT(frame->axes(2, 2), 0.9) << "up stays up";
}

TEST(VertebraFrame, NeedsBothPoints) {
  LandmarkSet points = upright();
  points.erase({vertebra::kL1, subregion::kSpinousProcess});
  EXPECT_FALSE(vertebra_frame(points, vertebra::kL1));
  EXPECT_FALSE(vertebra_frame(points, vertebra::kC1));
  EXPECT_EQ(vertebrae_with_body(points), (std::vector<int>{20, 21, 22}));
}

}  // namespace
}  // namespace transpine
