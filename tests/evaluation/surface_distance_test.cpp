// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/surface_distance.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/surfaces/shapes.h"

namespace transpine {
namespace {

TEST(SurfaceDistance, OfConcentricSpheresIsTheDifferenceOfTheRadii) {
  const auto inner = testing::sphere({1, 2, 3}, 18, 60);
  const auto outer = testing::sphere({1, 2, 3}, 20, 60);
  for (const bool outside : {false, true}) {
    const auto d = outside ? surface_distance(outer, inner) : surface_distance(inner, outer);
    EXPECT_NEAR(d.mean_mm, 2, 0.03);
    EXPECT_NEAR(d.median_mm, 2, 0.03);
    EXPECT_NEAR(d.hd95_mm, 2, 0.03);
    EXPECT_NEAR(d.max_mm, 2, 0.03);
    EXPECT_NEAR(d.bias_mm, outside ? 2 : -2, 0.03);
    EXPECT_EQ(std::all_of(d.signed_mm.begin(), d.signed_mm.end(), [](float mm) { return mm > 0; }),
              outside);
  }
}

// A sphere moved by t << r lies t |cos| away: mean t / 2, bias t^2-small, the maximum t. Of the
// sphere's area, 95 % have |cos| <= 0.95.
TEST(SurfaceDistance, OfAShiftedSphereHasItsPercentiles) {
  const auto a = testing::sphere({0, 0, 0}, 50, 90);
  const auto b = testing::sphere({0, 0, 1}, 50, 90);
  const auto d = surface_distance(a, b);
  EXPECT_NEAR(d.mean_mm, 0.5, 0.02);
  EXPECT_NEAR(d.median_mm, 0.5, 0.02);
  EXPECT_NEAR(d.hd95_mm, 0.95, 0.02);
  EXPECT_NEAR(d.max_mm, 1, 0.02);
  EXPECT_NEAR(d.bias_mm, 0, 0.02);
}

// Many more points on one side must not draw the mean there.
TEST(SurfaceDistance, DoesNotDependOnHowFinelyASurfaceIsDivided) {
  const auto reference = testing::sphere({0, 0, 0}, 20, 60);
  const auto coarse = surface_distance(testing::sphere({0, 0, 2}, 20, 30), reference);
  const auto fine = surface_distance(testing::sphere({0, 0, 2}, 20, 100), reference);
  EXPECT_NEAR(coarse.mean_mm, fine.mean_mm, 0.03);
  EXPECT_NEAR(coarse.hd95_mm, fine.hd95_mm, 0.05);
  // Rings lie closer at the poles, where the shift shows most.
  EXPECT_NEAR(fine.mean_mm, 1, 0.03);
}

TEST(SurfaceDistance, OfSegmentationsComparesTheLabelsThatBothHave) {
  Grid grid;
  grid.size = {50, 40, 40};
  const auto built = [&](const std::vector<testing::Ball>& balls) {
    JobContext job;
    return value_or_throw(build_label_surfaces(testing::balls(grid, balls), {0.5}, job));
  };
  const auto prediction = built({{{12, 20, 20}, 9, 20}, {{35, 20, 20}, 8, 21}});
  const auto reference = built({{{12, 20, 20}, 9, 20}, {{35, 20, 20}, 10, 22}});
  JobContext job;
  const auto distances = value_or_throw(surface_distances(prediction, reference, job));
  ASSERT_EQ(distances.size(), 1U);
  EXPECT_LT(distances.at(20).max_mm, 1e-4);
  EXPECT_EQ(distances.at(20).signed_mm.size(), prediction.meshes.at(20)->points_mm.size());

  std::stop_source stop;
  stop.request_stop();
  JobContext stopped(stop.get_token(), {});
  EXPECT_TRUE(surface_distances(prediction, reference, stopped).error().is_cancelled());
}

}  // namespace
}  // namespace transpine
