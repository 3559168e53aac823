// SPDX-License-Identifier: Apache-2.0
#include "core/image/probe.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/image/label_summary.h"

namespace transpine {
namespace {

/// value = 2 x - 3 y + 5 z + 7 of the place in mm, on a turned anisotropic grid.
Volume ramp() {
  Grid grid;
  grid.size = {30, 24, 12};
  grid.spacing_mm = {0.8, 1.1, 3};
  grid.direction = Eigen::AngleAxisd(0.4, Eigen::Vector3d(1, 2, 3).normalized()).toRotationMatrix();
  grid.origin_mm = {-20, 11, 300};
  Volume volume(grid, ScalarType::float64);
  auto values = volume.values<double>();
  for (int k = 0; k < 12; ++k) {
    for (int j = 0; j < 24; ++j) {
      for (int i = 0; i < 30; ++i) {
        const auto p = grid.point_from_index({double(i), double(j), double(k)});
        values[std::size_t(grid.offset(i, j, k))] = 2 * p.x() - 3 * p.y() + 5 * p.z() + 7;
      }
    }
  }
  return volume;
}

double truth(const Eigen::Vector3d& p) {
  return 2 * p.x() - 3 * p.y() + 5 * p.z() + 7;
}

TEST(LineProfile, OfALinearImageIsLinearAndEndsOutside) {
  const Volume volume = ramp();
  const Eigen::Vector3d a = volume.grid().point_from_index({3, 4, 2});
  const Eigen::Vector3d b = volume.grid().point_from_index({25, 20, 9});
  const auto values = line_profile(volume, a, b, 11);
  ASSERT_EQ(values.size(), 11U);
  for (int i = 0; i < 11; ++i) {
    EXPECT_NEAR(values[std::size_t(i)], truth(a + (b - a) * i / 10.0), 1e-9);
  }
  const auto beyond = line_profile(volume, a, a + 3 * (b - a), 4);
  EXPECT_TRUE(std::isnan(beyond.back()));
}

TEST(LineProfile, FollowsThePlacementOfTheImage) {
  const Volume volume = ramp();
  const Rigid3 image_from_frame = Rigid3::about({1, 2, 3}, {0, 1, 0}, 30, {4, 5, 6});
  const Eigen::Vector3d a = volume.grid().point_from_index({5, 5, 5});
  const auto values = line_profile(volume, image_from_frame.inverse() * a,
                                   image_from_frame.inverse() * a, 2, image_from_frame);
  EXPECT_NEAR(values[0], truth(a), 1e-9);
}

TEST(EllipseStatistics, OfALinearImageHaveTheClosedForm) {
  const Volume volume = ramp();
  const Eigen::Vector3d centre = volume.grid().point_from_index({15, 12, 6});
  const Eigen::Vector3d u = volume.grid().direction.col(0) * 6;
  const Eigen::Vector3d v = volume.grid().direction.col(1) * 4;
  const auto statistics = ellipse_statistics(volume, {centre, u, v}, 0.1);
  EXPECT_NEAR(statistics.mean, truth(centre), 1e-6) << "symmetric about the centre";
  const Eigen::Vector3d gradient(2, -3, 5);
  // The variance of g.x over an ellipse is ((g.u)^2 + (g.v)^2) / 4.
  const double sd = std::hypot(gradient.dot(u), gradient.dot(v)) / 2;
  EXPECT_NEAR(statistics.sd, sd, 0.01 * sd);
  EXPECT_NEAR(statistics.maximum - statistics.mean, std::hypot(gradient.dot(u), gradient.dot(v)),
              0.02 * 2 * sd);
  EXPECT_NEAR(static_cast<double>(statistics.count) * 0.01, M_PI * 24, 0.5) << "its area";
}

TEST(EllipseStatistics, OutsideTheImageThereIsNothing) {
  const auto statistics = ellipse_statistics(ramp(), {{1000, 0, 0}, {5, 0, 0}, {0, 5, 0}}, 1);
  EXPECT_EQ(statistics.count, 0);
  EXPECT_TRUE(std::isnan(statistics.mean));
}

TEST(LabelSummaries, CountVoxelsAndFindCentres) {
  Grid grid = ramp().grid();
  Volume labels(grid, ScalarType::uint16);
  auto values = labels.values<std::uint16_t>();
  for (int k = 2; k < 5; ++k) {
    for (int i = 4; i < 9; ++i) values[std::size_t(grid.offset(i, 7, k))] = 300;
  }
  values[std::size_t(grid.offset(29, 23, 11))] = 4;
  const auto summaries = label_summaries(labels);
  ASSERT_EQ(summaries.size(), 2U);
  EXPECT_EQ(summaries.at(300).voxels, 15);
  EXPECT_LT((summaries.at(300).centre_mm - grid.point_from_index({6, 7, 3})).norm(), 1e-9);
  EXPECT_LT((summaries.at(4).centre_mm - grid.point_from_index({29, 23, 11})).norm(), 1e-9);
}

}  // namespace
}  // namespace transpine
