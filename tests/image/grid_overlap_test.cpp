// SPDX-License-Identifier: Apache-2.0
#include "core/image/grid_overlap.h"

#include <gtest/gtest.h>

#include <random>

namespace transpine {
namespace {

Grid cube(double origin_mm) {
  Grid grid;
  grid.size = {10, 10, 10};
  grid.origin_mm = {origin_mm, 0, 0};
  return grid;
}

TEST(GridOverlap, TheFacesOfTheVoxelsCount) {
  EXPECT_TRUE(grids_overlap(cube(0), cube(9.9)));
  EXPECT_FALSE(grids_overlap(cube(0), cube(10.1)));
  EXPECT_TRUE(grids_overlap(cube(0), cube(100), Rigid3({1, 0, 0, 0}, {95, 0, 0})));
}

// Their boxes along x, y, z overlap; the rods pass each other at 4 mm.
TEST(GridOverlap, RodsThatCrossAtADistanceDoNotTouch) {
  Grid rod;
  rod.size = {60, 2, 2};
  rod.origin_mm = {-29.5, -0.5, -0.5};
  const auto turned = [](double z_mm) {
    return Rigid3::about({0, 0, 0}, {0, 0, 1}, 40, {0, 0, z_mm}) *
           Rigid3::about({0, 0, 0}, {1, 0, 0}, 45);
  };
  EXPECT_FALSE(grids_overlap(rod, rod, turned(4)));
  EXPECT_TRUE(grids_overlap(rod, rod, turned(2)));
}

// Places of the one image that lie in the other are sampled.
TEST(GridOverlap, AgreesWithPlacesInBothOfRandomBoxes) {
  std::mt19937 random(5);
  std::uniform_real_distribution<double> place(-14, 14);
  std::uniform_real_distribution<double> turn(-180, 180);
  int shared_count = 0;
  for (int round = 0; round < 300; ++round) {
    Grid a;
    a.size = {3 + round % 9, 8, 5};
    Grid b = a;
    b.size = {6, 2 + round % 7, 11};
    const Rigid3 b_from_a =
        Rigid3::about({0, 0, 0}, Eigen::Vector3d(place(random), 1, 1).normalized(), turn(random),
                      {place(random), place(random), place(random)});
    bool shared = false;
    for (double i = -0.5; i <= static_cast<double>(a.size[0]) - 0.5 && !shared; i += 0.25) {
      for (double j = -0.5; j <= 7.5 && !shared; j += 0.25) {
        for (double k = -0.5; k <= 4.5 && !shared; k += 0.25) {
          const Eigen::Vector3d p = b.index_from_point(b_from_a * a.point_from_index({i, j, k}));
          shared = p.minCoeff() > -0.5 && p.x() < 5.5 &&
                   p.y() < static_cast<double>(b.size[1]) - 0.5 && p.z() < 10.5;
        }
      }
    }
    shared_count += shared;
    if (shared) {
      EXPECT_TRUE(grids_overlap(a, b, b_from_a)) << round;
      continue;
    }
    // What reaches deep into the other box, the samples would have met.
    Grid inner = a;
    inner.spacing_mm *= 0.5;
    inner.origin_mm = a.point_from_index({(static_cast<double>(a.size[0]) - 1) / 4, 1.75, 1});
    EXPECT_FALSE(grids_overlap(inner, b, b_from_a)) << round;
  }
  EXPECT_GT(shared_count, 30);
  EXPECT_LT(shared_count, 270);
}

}  // namespace
}  // namespace transpine
