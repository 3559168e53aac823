// SPDX-License-Identifier: Apache-2.0
#include "core/image/statistics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace transpine {
namespace {

Volume volume_of(const std::vector<float>& values) {
  Grid grid;
  grid.size = {static_cast<std::int64_t>(values.size()), 1, 1};
  Volume volume(grid, ScalarType::float32);
  std::copy(values.begin(), values.end(), volume.values<float>().begin());
  return volume;
}

TEST(ImageStatistics, LeavesOutNonFiniteVoxels) {
  const Volume volume = volume_of({3, -2, NAN, 5, INFINITY, 10, -INFINITY});
  const ImageStatistics statistics = image_statistics(volume);
  EXPECT_EQ(statistics.minimum, -2);
  EXPECT_EQ(statistics.maximum, 10);
  EXPECT_EQ(statistics.mean, 4);
  EXPECT_EQ(statistics.finite_count, 4);
  EXPECT_EQ(statistics.non_finite_count, 3);
  ASSERT_EQ(quality_warnings(volume).size(), 1u);
  EXPECT_NE(quality_warnings(volume)[0].find("3 voxels"), std::string::npos);
}

TEST(ImageStatistics, PercentileIsLinearBetweenRanks) {
  const Volume volume = volume_of({40, 10, NAN, 20, 30});
  EXPECT_EQ(percentile(volume, 0), 10);
  EXPECT_EQ(percentile(volume, 100), 40);
  EXPECT_EQ(percentile(volume, 50), 25);
  EXPECT_NEAR(percentile(volume, 90), 37, 1e-12);
  EXPECT_EQ(percentile(volume_of({NAN}), 50), 0);
}

TEST(ImageStatistics, EmptyImagesAreReported) {
  EXPECT_FALSE(quality_warnings(volume_of({4, 4, 4})).empty());
  EXPECT_TRUE(quality_warnings(volume_of({4, 5})).empty());
}

}  // namespace
}  // namespace transpine
