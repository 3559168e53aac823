// SPDX-License-Identifier: Apache-2.0
#include "core/image/resample.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/base/random.h"
#include "tests/support/grid_matchers.h"

namespace transpine {
namespace {

Grid box_grid(const Index3& size, const Eigen::Vector3d& spacing_mm = Eigen::Vector3d::Ones()) {
  Grid grid;
  grid.size = size;
  grid.spacing_mm = spacing_mm;
  return grid;
}

Grid oblique_grid(const Index3& size) {
  Grid grid = box_grid(size, {0.8, 1.3, 2.9});
  grid.direction =
      Rigid3::about(Eigen::Vector3d::Zero(), {1, 0.4, -0.7}, 17).rotation().toRotationMatrix();
  grid.origin_mm = {12, -40, 7};
  return grid;
}

template <class Function>
Volume volume_of(const Grid& grid, const Function& value_at_point) {
  Volume volume(grid, ScalarType::float64);
  auto values = volume.values<double>();
  std::size_t at = 0;
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i) {
        values[at++] = value_at_point(grid.point_from_index(Eigen::Vector3d(
            static_cast<double>(i), static_cast<double>(j), static_cast<double>(k))));
      }
    }
  }
  return volume;
}

Volume random_volume(const Grid& grid, std::uint64_t seed = 3) {
  RandomStream random(seed, "voxels");
  return volume_of(grid, [&](const Eigen::Vector3d&) { return random.uniform(-1000, 1000); });
}

constexpr Interpolation kAll[] = {Interpolation::linear, Interpolation::cubic_bspline,
                                  Interpolation::nearest};

TEST(Resample, ReproducesTheVoxelsOnTheSameGrid) {
  JobContext job;
  for (const Index3 size : {Index3{13, 9, 7}, Index3{2, 3, 1}, Index3{1, 1, 1}}) {
    const Volume image = random_volume(oblique_grid(size));
    for (const auto interpolation : kAll) {
      const auto same = resample(image, image.grid(), Rigid3(), interpolation, -5, job);
      ASSERT_TRUE(same.ok());
      for (std::size_t i = 0; i < image.values<double>().size(); ++i) {
        ASSERT_NEAR(same->values<double>()[i], image.values<double>()[i], 1e-9);
      }
    }
  }
}

TEST(Resample, CubicSplineReproducesCubicPolynomials) {
  JobContext job;
  const auto cubic = [](const Eigen::Vector3d& p) {
    const Eigen::Vector3d q = (p - Eigen::Vector3d(30, 30, 30)) / 10;
    return 1 + q.x() - 2 * q.y() * q.z() + q.x() * q.x() * q.x() + 0.5 * q.y() * q.y() * q.x() -
           q.z() * q.z() * q.z();
  };
  const Volume image = volume_of(box_grid({61, 61, 61}), cubic);
  Grid inner = box_grid({12, 11, 10}, {0.37, 0.41, 0.53});
  inner.origin_mm = {27.1, 27.3, 27.2};
  const auto result = resample(image, inner, Rigid3(), Interpolation::cubic_bspline, 0, job);
  ASSERT_TRUE(result.ok());
  const Volume expected = volume_of(inner, cubic);
  for (std::size_t i = 0; i < expected.values<double>().size(); ++i) {
    // The mirrored border still has 0.27^25 of its say here.
    ASSERT_NEAR(result->values<double>()[i], expected.values<double>()[i], 1e-8);
  }
}

TEST(Resample, CubicSplineOfCosinesMatchesItsClosedFormUpToTheBorder) {
  // Coefficients of cos(w i) under mirror borders are cos(w i) * 6 / (4 + 2 cos w); half-way
  // between voxels the spline weighs them with 1/48, 23/48, 23/48, 1/48.
  JobContext job;
  const std::int64_t n = 16;
  for (const int frequency : {1, 3, 7}) {
    const double w = std::numbers::pi * frequency / static_cast<double>(n - 1);
    for (int axis = 0; axis < 3; ++axis) {
      Index3 size{1, 1, 1};
      size[static_cast<std::size_t>(axis)] = n;
      const Volume image = volume_of(
          box_grid(size), [&](const Eigen::Vector3d& p) { return std::cos(w * p[axis]); });
      Grid half = box_grid(size);
      half.size[static_cast<std::size_t>(axis)] = n - 1;
      half.origin_mm[axis] = 0.5;
      const auto result = resample(image, half, Rigid3(), Interpolation::cubic_bspline, 0, job);
      ASSERT_TRUE(result.ok());
      for (std::int64_t i = 0; i < n - 1; ++i) {
        const auto c = [&](double at) { return std::cos(w * at) * 6 / (4 + 2 * std::cos(w)); };
        const auto x = static_cast<double>(i);
        const double expected = (c(x - 1) + 23 * c(x) + 23 * c(x + 1) + c(x + 2)) / 48;
        EXPECT_NEAR(result->values<double>()[static_cast<std::size_t>(i)], expected, 1e-12);
      }
    }
  }
}

TEST(Resample, LinearFunctionsSurviveRotatedGridsAndTransforms) {
  JobContext job;
  const auto plane = [](const Eigen::Vector3d& p) { return 3 * p.x() - 2 * p.y() + p.z() + 11; };
  const Volume image = volume_of(oblique_grid({40, 30, 20}), plane);
  const Rigid3 moving_from_target = Rigid3::about({1, 2, 3}, {0.2, 0.9, -0.1}, 23, {4, -3, 2});
  // A small target around the middle of the image.
  Grid target = box_grid({6, 7, 5}, {1.1, 0.7, 1.9});
  target.origin_mm =
      moving_from_target.inverse() * image.grid().point_from_index(Eigen::Vector3d(20, 15, 10)) -
      Eigen::Vector3d(2, 2, 3);
  const auto result = resample(image, target, moving_from_target, Interpolation::linear, -1e6, job);
  ASSERT_TRUE(result.ok());
  const Volume expected =
      volume_of(target, [&](const Eigen::Vector3d& p) { return plane(moving_from_target * p); });
  for (std::size_t i = 0; i < expected.values<double>().size(); ++i) {
    ASSERT_NEAR(result->values<double>()[i], expected.values<double>()[i], 1e-9);
  }
}

TEST(Resample, NearestTakesTheNearestVoxelAndKeepsTheType) {
  JobContext job;
  const Volume labels = random_volume(oblique_grid({11, 12, 6})).as(ScalarType::int16);
  const Rigid3 move = Rigid3::about({15, -33, 14}, {0, 1, 1}, 31, {2, 1, -1});
  const Grid target = oblique_grid({14, 10, 9});
  const auto result = resample(labels, target, move, Interpolation::nearest, 77, job);
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result->type(), ScalarType::int16);
  int inside = 0;
  for (std::int64_t k = 0; k < target.size[2]; ++k) {
    for (std::int64_t j = 0; j < target.size[1]; ++j) {
      for (std::int64_t i = 0; i < target.size[0]; ++i) {
        const Eigen::Vector3d index = labels.grid().index_from_point(
            move * target.point_from_index(Eigen::Vector3d(
                       static_cast<double>(i), static_cast<double>(j), static_cast<double>(k))));
        const std::int64_t a = std::lround(index[0]);
        const std::int64_t b = std::lround(index[1]);
        const std::int64_t c = std::lround(index[2]);
        const bool is_inside = labels.grid().contains(a, b, c);
        inside += is_inside;
        ASSERT_EQ(result->at(i, j, k), is_inside ? labels.at(a, b, c) : 77);
      }
    }
  }
  EXPECT_GT(inside, 100);
}

TEST(Resample, NonFiniteVoxelsAndTheOutsideGetTheOutsideValue) {
  JobContext job;
  Volume image = random_volume(box_grid({9, 9, 9}));
  image.values<double>()[40] = std::nan("");
  Grid far = box_grid({3, 3, 3});
  far.origin_mm = {100, 0, 0};
  for (const auto interpolation : {Interpolation::linear, Interpolation::cubic_bspline}) {
    const auto same = resample(image, image.grid(), Rigid3(), interpolation, -1000, job);
    ASSERT_TRUE(same.ok());
    EXPECT_NEAR(same->values<double>()[40], -1000, 1e-9);
    const auto outside = resample(image, far, Rigid3(), interpolation, -1000, job);
    ASSERT_TRUE(outside.ok());
    for (const double value : outside->values<double>()) EXPECT_EQ(value, -1000);
  }
}

TEST(Resample, CancelIsAnsweredBetweenSlabs) {
  std::stop_source stop;
  JobContext job(stop.get_token(), [&](const Progress&) { stop.request_stop(); });
  const Volume image = random_volume(box_grid({8, 8, 64}));
  const auto result = resample(image, image.grid(), Rigid3(), Interpolation::linear, 0, job);
  ASSERT_FALSE(result.ok());
  EXPECT_TRUE(result.error().is_cancelled());
}

TEST(Reorient, EveryOrientationKeepsEachVoxelInItsPlace) {
  const Volume image = random_volume(oblique_grid({4, 5, 6}));
  const std::string axes[] = {"LR", "PA", "SI"};
  int tried = 0;
  for (int order = 0; order < 27; ++order) {
    const std::size_t a = static_cast<std::size_t>(order % 3);
    const std::size_t b = static_cast<std::size_t>(order / 3 % 3);
    const std::size_t c = static_cast<std::size_t>(order / 9);
    if (a == b || b == c || a == c) continue;
    for (std::size_t signs = 0; signs < 8; ++signs) {
      const std::string letters{axes[a][signs & 1], axes[b][signs >> 1 & 1],
                                axes[c][signs >> 2 & 1]};
      const auto turned = reorient(image, letters);
      ASSERT_TRUE(turned.ok());
      ASSERT_EQ(turned->grid().orientation(), letters);
      for (std::int64_t k = 0; k < turned->grid().size[2]; ++k) {
        for (std::int64_t j = 0; j < turned->grid().size[1]; ++j) {
          for (std::int64_t i = 0; i < turned->grid().size[0]; ++i) {
            const Eigen::Vector3d index =
                image.grid().index_from_point(turned->grid().point_from_index(Eigen::Vector3d(
                    static_cast<double>(i), static_cast<double>(j), static_cast<double>(k))));
            ASSERT_EQ(turned->at(i, j, k), image.at(std::lround(index[0]), std::lround(index[1]),
                                                    std::lround(index[2])));
          }
        }
      }
      ++tried;
    }
  }
  EXPECT_EQ(tried, 48);
  for (const std::string wrong : {"", "RI", "RRP", "RLP", "XYZ", "ripp", "rip"}) {
    EXPECT_FALSE(reorient(image, wrong).ok()) << wrong;
  }
}

TEST(Cropped, KeepsVoxelsAndPlaces) {
  const Volume image = random_volume(oblique_grid({7, 6, 5}));
  const Volume part = cropped(image, {2, 1, 3}, {4, 5, 2});
  EXPECT_EQ(part.at(1, 2, 1), image.at(3, 3, 4));
  EXPECT_LT((part.grid().point_from_index(Eigen::Vector3d(1, 2, 1)) -
             image.grid().point_from_index(Eigen::Vector3d(3, 3, 4)))
                .norm(),
            1e-12);
}

}  // namespace
}  // namespace transpine
