// SPDX-License-Identifier: Apache-2.0
#include "core/image/grid_map.h"

#include <gtest/gtest.h>

#include <Eigen/Geometry>
#include <atomic>
#include <cmath>
#include <vector>

#include "core/base/random.h"

namespace transpine {
namespace {

using Eigen::Vector3d;

Grid oblique_grid(const Index3& size, double spacing_mm) {
  Grid grid;
  grid.size = size;
  grid.spacing_mm = {spacing_mm, 1.1 * spacing_mm, 0.9 * spacing_mm};
  grid.origin_mm = {-20, 11, 5};
  grid.direction = Eigen::AngleAxisd(0.4, Vector3d(1, 2, -1).normalized()).toRotationMatrix();
  return grid;
}

std::vector<Vector3d> mapped(const GridMap& map, const Index3& begin, const Index3& size) {
  std::vector<Vector3d> points(static_cast<std::size_t>(size[0] * size[1] * size[2]),
                               Vector3d::Constant(std::nan("")));
  map.map_block(begin, size, points);
  return points;
}

/// The largest distance of a block's points from the map itself; NaN where a voxel was left out.
double largest_error_mm(const Grid& grid, const PointMap& map, const Index3& begin,
                        const Index3& size) {
  const auto points = mapped(GridMap(grid, map), begin, size);
  double largest = 0;
  std::size_t next = 0;
  for (std::int64_t k = 0; k < size[2]; ++k) {
    for (std::int64_t j = 0; j < size[1]; ++j) {
      for (std::int64_t i = 0; i < size[0]; ++i) {
        const Vector3d index(static_cast<double>(begin[0] + i), static_cast<double>(begin[1] + j),
                             static_cast<double>(begin[2] + k));
        const double error = (points[next++] - map(grid.point_from_index(index))).norm();
        if (!(error <= largest)) largest = error;
      }
    }
  }
  return largest;
}

TEST(GridMap, IsWithinItsToleranceOfSmoothMapsOnBlocksOfAnySize) {
  const PointMap wave = [](const Vector3d& p) -> Vector3d {
    return p + Vector3d(std::sin(p.y() / 9), 2 * std::cos(p.z() / 11), std::sin(p.x() / 7));
  };
  RandomStream random(3, "grid map");
  for (int round = 0; round < 30; ++round) {
    const auto extent = [&] { return 1 + static_cast<std::int64_t>(random.uniform(0, 21)); };
    const Index3 begin{0, extent(), extent()};
    const Index3 size{extent(), extent(), extent()};
    const Grid grid = oblique_grid({40, 44, 44}, random.uniform(0.4, 3));
    const double error = largest_error_mm(grid, wave, begin, size);
    EXPECT_LE(error, 0.05) << round;
  }
}

TEST(GridMap, FollowsAKinkBetweenTwoRigidParts) {
  const Eigen::AngleAxisd turn(0.05, Vector3d::UnitX());
  const PointMap two_parts = [&](const Vector3d& p) -> Vector3d {
    return p.z() < 30 ? p : Vector3d(turn * p);
  };
  EXPECT_LE(largest_error_mm(oblique_grid({48, 48, 48}, 0.8), two_parts, {0, 0, 0}, {48, 48, 48}),
            1e-9);
}

TEST(GridMap, ARigidMapCostsFewEvaluations) {
  std::atomic<int> calls = 0;
  const Eigen::AngleAxisd turn(0.5, Vector3d::UnitY());
  const GridMap map(oblique_grid({64, 64, 64}, 0.5), [&](const Vector3d& p) -> Vector3d {
    ++calls;
    return turn * p;
  });
  mapped(map, {0, 0, 0}, {64, 64, 64});
  EXPECT_LT(calls, 64 * 64 * 64 / 15);
}

TEST(GridMap, NotANumberIsNotSpread) {
  const Grid grid = oblique_grid({16, 16, 16}, 1);
  const Vector3d hole = grid.point_from_index({7, 7, 7});
  const auto points = mapped(GridMap(grid,
                                     [&](const Vector3d& p) -> Vector3d {
                                       if ((p - hole).norm() < 2.5) {
                                         return Vector3d::Constant(std::nan(""));
                                       }
                                       return p;
                                     }),
                             {0, 0, 0}, {16, 16, 16});
  int holes = 0, expected = 0;
  std::size_t next = 0;
  for (int k = 0; k < 16; ++k) {
    for (int j = 0; j < 16; ++j) {
      for (int i = 0; i < 16; ++i) {
        const Vector3d p = grid.point_from_index(Vector3d(i, j, k));
        expected += (p - hole).norm() < 2.5 ? 1 : 0;
        holes += std::isnan(points[next++].x()) ? 1 : 0;
      }
    }
  }
  EXPECT_EQ(holes, expected);
}

}  // namespace
}  // namespace transpine
