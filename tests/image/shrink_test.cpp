// SPDX-License-Identifier: Apache-2.0
#include "core/image/shrink.h"

#include <gtest/gtest.h>

#include <limits>

namespace transpine {
namespace {

TEST(Shrink, AveragesBlocksAndKeepsTheirPlaces) {
  Grid grid;
  grid.size = {8, 6, 4};
  grid.spacing_mm = {1, 1, 3};
  grid.origin_mm = {5, 6, 7};
  Volume volume(grid, ScalarType::float32);
  auto values = volume.values<float>();
  // A ramp: the mean of a block is the value in its middle.
  const auto ramp = [](const Eigen::Vector3d& p) { return 2 * p.x() - 3 * p.y() + p.z(); };
  for (std::int64_t k = 0; k < 4; ++k) {
    for (std::int64_t j = 0; j < 6; ++j) {
      for (std::int64_t i = 0; i < 8; ++i) {
        values[std::size_t(grid.offset(i, j, k))] =
            static_cast<float>(ramp(grid.point_from_index({double(i), double(j), double(k)})));
      }
    }
  }
  const Volume small = shrunk(volume, 50);
  EXPECT_LE(small.voxel_count(), 50);
  // Fine axes are shrunk first.
  EXPECT_EQ(small.grid().size[2], 4);
  const auto [nx, ny, nz] = small.grid().size;
  for (std::int64_t k = 0; k < nz; ++k) {
    for (std::int64_t j = 0; j < ny; ++j) {
      for (std::int64_t i = 0; i < nx; ++i) {
        const auto p = small.grid().point_from_index({double(i), double(j), double(k)});
        EXPECT_NEAR(small.at(i, j, k), ramp(p), 1e-4);
      }
    }
  }
  EXPECT_EQ(shrunk(volume, 192).data(), volume.data());
}

TEST(Shrink, KeepsTheElementTypeAndSurvivesNanAndImpossibleLimits) {
  Grid grid;
  grid.size = {4, 4, 4};
  Volume volume(grid, ScalarType::int16);
  for (auto& value : volume.values<std::int16_t>()) value = -1000;
  const Volume one = shrunk(volume, 0);
  EXPECT_EQ(one.voxel_count(), 1);
  EXPECT_EQ(one.type(), ScalarType::int16);
  EXPECT_EQ(one.at(0, 0, 0), -1000);
  Volume broken(grid, ScalarType::float32);
  broken.values<float>()[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(shrunk(broken, 8).at(0, 0, 0), 0);
}

}  // namespace
}  // namespace transpine
