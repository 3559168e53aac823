// SPDX-License-Identifier: Apache-2.0
#include "core/registration/vertebra_shape.h"

#include <gtest/gtest.h>

#include "core/registration/polyrigid.h"
#include "tests/registration/spine_points.h"

namespace transpine {
namespace {

using testing::random_rigid;
using testing::random_vector;

/// Balls of two labels on an oblique grid of unequal spacing.
Volume two_balls() {
  Grid grid;
  grid.size = {40, 30, 60};
  grid.spacing_mm = {1.2, 2, 1};
  grid.direction = Rigid3::about({0, 0, 0}, {1, 2, 3}, 20).rotation().toRotationMatrix();
  grid.origin_mm = {-20, 30, 5};
  Volume mask(grid, ScalarType::uint8);
  auto values = mask.values<std::uint8_t>();
  for (std::int64_t n = 0; n < mask.voxel_count(); ++n) {
    const Eigen::Vector3d index(static_cast<double>(n % 40), static_cast<double>(n / 40 % 30),
                                static_cast<double>(n / 1200));
    for (const auto& [label, centre] :
         {std::pair(20, Eigen::Vector3d(20, 15, 15)), std::pair(21, Eigen::Vector3d(20, 15, 45))}) {
      if ((index - centre).cwiseProduct(grid.spacing_mm).norm() < 11) {
        values[static_cast<std::size_t>(n)] = static_cast<std::uint8_t>(label);
      }
    }
  }
  return mask;
}

TEST(VertebraShape, OfAMaskIsZeroAtItsVoxelsAndRightOutside) {
  const Volume mask = two_balls();
  const auto shapes = shapes_from_mask(mask);
  ASSERT_EQ(shapes.size(), 2u);
  const Grid& grid = mask.grid();
  RandomStream random(61, "shape");
  const Eigen::Vector3d centre = grid.point_from_index({20, 15, 15});
  for (int round = 0; round < 2000; ++round) {
    const Eigen::Vector3d p = centre + random_vector(random, 12);
    const double d = shapes.at(20).distance_mm(p);
    // Voxels reach to within their half diagonal (1.3 mm) of the ball.
    const double expected = std::max(0.0, (p - centre).norm() - 11);
    EXPECT_GE(d, expected - 1.6);
    EXPECT_LE(d, expected * (expected < VertebraShape::kMargin_mm ? 1 : 1.15) + 1.6);
    const double bound = (p - shapes.at(20).centre_mm()).norm() - shapes.at(20).radius_mm();
    EXPECT_GE(d, bound - 1e-9);
  }
  for (std::int64_t n = 0; n < mask.voxel_count(); ++n) {
    const int label = mask.values<std::uint8_t>()[static_cast<std::size_t>(n)];
    if (label == 0) continue;
    const Eigen::Vector3d p =
        grid.point_from_index({static_cast<double>(n % 40), static_cast<double>(n / 40 % 30),
                               static_cast<double>(n / 1200)});
    ASSERT_LT(shapes.at(label).distance_mm(p), 1e-9);
  }
}

TEST(VertebraShape, SeenFromAnotherFrameIsTheSame) {
  RandomStream random(62, "frame");
  const Rigid3 ct_from_mr = random_rigid(random);
  VertebraShapes in_ct = shapes_from_mask(two_balls());
  in_ct.emplace(22, VertebraShape::estimated({0, 0, 0}, Eigen::Vector3d(0, 50, -10),
                                             Eigen::Vector3d(0.1, 0, 1).normalized(), 30));
  const auto in_mr = shapes_in_mr(in_ct, {{20, ct_from_mr}, {22, ct_from_mr}});
  EXPECT_EQ(in_mr.size(), 2u);
  for (const int level : {20, 22}) {
    for (int round = 0; round < 100; ++round) {
      const Eigen::Vector3d p = random_vector(random, 40);
      EXPECT_NEAR(in_mr.at(level).distance_mm(ct_from_mr.inverse() * p),
                  in_ct.at(level).distance_mm(p), 1e-9);
    }
    EXPECT_LT((ct_from_mr * in_mr.at(level).centre_mm() - in_ct.at(level).centre_mm()).norm(),
              1e-9);
  }
}

TEST(VertebraShape, EstimatesCoverTheirPointsAndLeaveTheNeighbours) {
  const LandmarkSet points = testing::spine(6, true);
  const auto shapes = shapes_from_points(points);
  ASSERT_EQ(shapes.size(), 6u);
  for (const auto& [key, p] : points) {
    for (const auto& [level, shape] : shapes) {
      if (level == key.vertebra) {
        EXPECT_EQ(shape.distance_mm(p), 0);
        EXPECT_LE((p - shape.centre_mm()).norm(), shape.radius_mm());
      } else {
        EXPECT_GT(shape.distance_mm(p), 3);
      }
    }
  }
}

}  // namespace
}  // namespace transpine
