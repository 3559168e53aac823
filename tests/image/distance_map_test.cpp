// SPDX-License-Identifier: Apache-2.0
#include "core/image/distance_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/base/random.h"

namespace transpine {
namespace {

/// Against the minimum over all voxels, on random masks with unequal spacing.
TEST(DistanceMap, IsTheDistanceToTheNearestVoxelOfTheLabel) {
  RandomStream random(51, "distance");
  for (int round = 0; round < 6; ++round) {
    Grid grid;
    grid.size = {9, 7, 8};
    grid.spacing_mm = {0.8, 3.3, 1.1};
    Volume labels(grid, round % 2 ? ScalarType::uint8 : ScalarType::uint16);
    const double density = 0.002 + 0.05 * round;
    const auto fill = [&](auto values) {
      for (auto& value : values) value = random.uniform() < density ? 5 : random.uniform() < 0.3;
    };
    round % 2 ? fill(labels.values<std::uint8_t>()) : fill(labels.values<std::uint16_t>());
    const Index3 begin{1, 0, 2};
    const Index3 size{7, 6, 5};
    const Volume map = distance_map_mm(labels, 5, begin, size);
    ASSERT_TRUE(map.grid().same_as(cropped(grid, begin, size)));
    for (std::int64_t n = 0; n < map.voxel_count(); ++n) {
      const Index3 at{n % 7, n / 7 % 6, n / 42};
      double expected = std::numeric_limits<double>::infinity();
      for (std::int64_t m = 0; m < map.voxel_count(); ++m) {
        const Index3 other{m % 7, m / 7 % 6, m / 42};
        if (labels.at(begin[0] + other[0], begin[1] + other[1], begin[2] + other[2]) != 5) continue;
        Eigen::Vector3d offset;
        for (std::size_t axis = 0; axis < 3; ++axis) {
          offset[static_cast<Eigen::Index>(axis)] = static_cast<double>(at[axis] - other[axis]);
        }
        expected = std::min(expected, offset.cwiseProduct(grid.spacing_mm).norm());
      }
      const double found = map.at(at[0], at[1], at[2]);
      if (std::isinf(expected)) {
        EXPECT_TRUE(std::isinf(found));
      } else {
        EXPECT_NEAR(found, expected, 1e-5);
      }
    }
  }
}

}  // namespace
}  // namespace transpine
