// SPDX-License-Identifier: Apache-2.0
#include "core/surfaces/label_surfaces.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/Geometry>

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/surfaces/label_boxes.h"
#include "core/surfaces/mesh_distance.h"
#include "tests/surfaces/shapes.h"

namespace transpine {
namespace {

using testing::Ball;
using testing::balls;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::is_closed;

constexpr double kRadius_mm = 12;
constexpr double kBall_mm3 = 4.0 / 3 * M_PI * kRadius_mm * kRadius_mm * kRadius_mm;

Grid oblique_grid() {
  Grid grid;
  grid.size = {60, 40, 60};
  grid.spacing_mm = {1, 1.5, 1};
  grid.origin_mm = {10, 20, 30};
  grid.direction = Eigen::AngleAxisd(0.4, Eigen::Vector3d(1, 2, 3).normalized()).toRotationMatrix();
  return grid;
}

Eigen::Vector3d middle_of(const Grid& grid) {
  return grid.point_from_index({29.5, 19.5, 29.5});
}

LabelSurfaces build(const Volume& labels, double smoothing) {
  JobContext job;
  return value_or_throw(build_label_surfaces(labels, {smoothing}, job));
}

// The root mean square distance of the points from a ball's surface.
double roughness_mm(const TriangleMesh& mesh, const Eigen::Vector3d& centre) {
  double sum = 0;
  for (const auto& p : mesh.points_mm) {
    sum += std::pow((p.cast<double>() - centre).norm() - kRadius_mm, 2);
  }
  return std::sqrt(sum / static_cast<double>(mesh.points_mm.size()));
}

Volume noise(const Grid& grid, int labels, std::uint64_t seed) {
  RandomStream random(seed, "labels");
  Volume volume(grid, ScalarType::uint16);
  for (auto& value : volume.values<std::uint16_t>()) {
    value = static_cast<std::uint16_t>(random.uniform() * labels);
  }
  return volume;
}

TEST(LabelSurfaces, ABallOnAnObliqueGridHasItsVolumeAndPlace) {
  const Grid grid = oblique_grid();
  for (const double smoothing : {0.0, 0.3, 0.5, 1.0}) {
    SCOPED_TRACE(smoothing);
    const auto surfaces = build(balls(grid, {{middle_of(grid), kRadius_mm, 22}}), smoothing);
    ASSERT_EQ(surfaces.meshes.size(), 1U);
    const TriangleMesh& mesh = *surfaces.meshes.at(22);
    EXPECT_TRUE(is_closed(mesh));
    EXPECT_NEAR(enclosed_volume_mm3(mesh), kBall_mm3, 0.03 * kBall_mm3);
    Eigen::Vector3d mean = Eigen::Vector3d::Zero();
    for (const auto& p : mesh.points_mm) mean += p.cast<double>();
    mean /= static_cast<double>(mesh.points_mm.size());
    EXPECT_LT((mean - middle_of(grid)).norm(), 0.1);
    EXPECT_LT(roughness_mm(mesh, middle_of(grid)), 0.5);
  }
}

TEST(LabelSurfaces, SmoothingTakesTheStepsAway) {
  const Grid grid = oblique_grid();
  const Volume labels = balls(grid, {{middle_of(grid), kRadius_mm, 1}});
  double last = 1;
  for (const double smoothing : {0.0, 0.2, 0.4, 0.6, 0.8}) {
    const double roughness = roughness_mm(*build(labels, smoothing).meshes.at(1), middle_of(grid));
    EXPECT_LT(roughness, last) << smoothing;
    last = roughness;
  }
  EXPECT_LT(last, 0.1);
}

TEST(LabelSurfaces, EachVoxelKeepsItsSideHoweverStrongTheSmoothing) {
  Grid grid;
  grid.size = {40, 12, 10};
  Volume labels(grid, ScalarType::uint8);
  auto values = labels.values<std::uint8_t>();
  // A rod of one voxel out of a block.
  for (std::int64_t i = 3; i < 35; ++i) values[std::size_t(grid.offset(i, 5, 5))] = 1;
  for (std::int64_t k = 2; k < 8; ++k) {
    for (std::int64_t j = 2; j < 9; ++j) {
      for (std::int64_t i = 3; i < 10; ++i) values[std::size_t(grid.offset(i, j, k))] = 1;
    }
  }
  const auto mesh = build(labels, 1).meshes.at(1);
  const MeshDistance distance(*mesh);
  for (std::int64_t k = 0; k < 10; ++k) {
    for (std::int64_t j = 0; j < 12; ++j) {
      for (std::int64_t i = 0; i < 40; ++i) {
        const float mm =
            distance.closest(Eigen::Vector3f(float(i), float(j), float(k))).distance_mm;
        ASSERT_EQ(mm < 0, labels.at(i, j, k) == 1) << i << " " << j << " " << k;
      }
    }
  }
  // And yet the rod became round.
  EXPECT_NE(mesh->points_mm, build(labels, 0).meshes.at(1)->points_mm);
}

TEST(LabelSurfaces, SurfacesOfRandomVoxelsAreClosedAndCountedBeforeTheyAreBuilt) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    Grid grid;
    grid.size = {9, 8, 7};
    if (seed % 2 == 1) grid.direction.col(0) *= -1;  // Left-handed.
    const Volume labels = noise(grid, 4, seed);
    const auto boxes = label_boxes(labels);
    const auto surfaces = build(labels, 0);
    ASSERT_EQ(surfaces.meshes.size(), 3U);
    for (const auto& [label, mesh] : surfaces.meshes) {
      EXPECT_TRUE(is_closed(*mesh)) << label;
      EXPECT_GT(enclosed_volume_mm3(*mesh), 0) << label;
      EXPECT_EQ(static_cast<std::int64_t>(mesh->triangles.size()), 2 * boxes.at(label).faces);
    }
  }
}

TEST(LabelSurfaces, BoxesAreThoseOfAPlainSearch) {
  Grid grid;
  grid.size = {13, 11, 9};
  const Volume labels = noise(grid, 40, 3);
  const auto boxes = label_boxes(labels);
  std::map<int, LabelBox> plain;
  for (std::int64_t k = 0; k < 9; ++k) {
    for (std::int64_t j = 0; j < 11; ++j) {
      for (std::int64_t i = 0; i < 13; ++i) {
        const int label = static_cast<int>(labels.at(i, j, k));
        if (label == 0) continue;
        LabelBox& box = plain[label];
        ++box.voxels;
        const Index3 at{i, j, k};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          box.low[axis] = std::min(box.low[axis], at[axis]);
          box.high[axis] = std::max(box.high[axis], at[axis]);
          for (const int step : {-1, 1}) {
            Index3 next = at;
            next[axis] += step;
            const bool same = grid.contains(next[0], next[1], next[2]) &&
                              labels.at(next[0], next[1], next[2]) == label;
            box.faces += !same;
          }
        }
      }
    }
  }
  ASSERT_EQ(boxes.size(), plain.size());
  for (const auto& [label, box] : plain) {
    EXPECT_EQ(boxes.at(label).low, box.low) << label;
    EXPECT_EQ(boxes.at(label).high, box.high) << label;
    EXPECT_EQ(boxes.at(label).voxels, box.voxels) << label;
    EXPECT_EQ(boxes.at(label).faces, box.faces) << label;
  }
}

TEST(LabelSurfaces, ValuesThatAreNoLabelsAreBackground) {
  Grid grid;
  grid.size = {4, 4, 4};
  Volume labels(grid, ScalarType::float32);
  auto values = labels.values<float>();
  values[0] = std::numeric_limits<float>::quiet_NaN();
  values[5] = -3;
  values[10] = 1e20F;
  values[21] = 7;
  const auto surfaces = build(labels, 0.5);
  ASSERT_EQ(surfaces.meshes.size(), 1U);
  EXPECT_EQ(surfaces.meshes.begin()->first, 7);
  EXPECT_TRUE(build(Volume(grid, ScalarType::uint8), 0.5).meshes.empty());
  EXPECT_TRUE(build(Volume(), 0.5).meshes.empty());
}

TEST(LabelSurfaces, TheMeshesDoNotDependOnTheThreads) {
  const Grid grid = oblique_grid();
  const Volume labels = balls(grid, {{grid.point_from_index({15, 20, 15}), 9, 3},
                                     {grid.point_from_index({40, 20, 40}), 11, 4}});
  set_thread_count(1);
  const auto one = build(labels, 0.5);
  set_thread_count(3);
  const auto three = build(labels, 0.5);
  set_thread_count(0);
  ASSERT_EQ(one.meshes.size(), 2U);
  for (const auto& [label, mesh] : one.meshes) {
    EXPECT_EQ(mesh->triangles, three.meshes.at(label)->triangles);
    EXPECT_EQ(mesh->points_mm, three.meshes.at(label)->points_mm);
  }
}

TEST(LabelSurfaces, EachSurfaceIsHandedOverWhenItIsReadyLargeOnesFirst) {
  const Grid grid = oblique_grid();
  const Volume labels = balls(grid, {{grid.point_from_index({10, 10, 10}), 5, 3},
                                     {grid.point_from_index({40, 20, 40}), 11, 4},
                                     {grid.point_from_index({10, 30, 50}), 7, 9}});
  set_thread_count(1);
  JobContext job;
  std::vector<int> order;
  const auto surfaces =
      build_label_surfaces(labels, {}, job, {3, 4, 5, 9}, [&](int label, const MeshPtr& mesh) {
        EXPECT_FALSE(mesh->empty());
        order.push_back(label);
      });
  set_thread_count(0);
  ASSERT_TRUE(surfaces.ok());
  EXPECT_THAT(order, ElementsAre(4, 9, 3));
  const auto some = build_label_surfaces(labels, {}, job, {9});
  ASSERT_EQ(some->meshes.size(), 1U);
  EXPECT_EQ(some->meshes.begin()->first, 9);
}

TEST(LabelSurfaces, ACancelledBuildEndsEarly) {
  const Grid grid = oblique_grid();
  const Volume labels = balls(grid, {{grid.point_from_index({15, 20, 15}), 9, 3},
                                     {grid.point_from_index({40, 20, 40}), 11, 4}});
  std::stop_source stop;
  int reports = 0;
  JobContext job(stop.get_token(), [&](const Progress&) {
    if (++reports == 2) stop.request_stop();
  });
  int ready = 0;
  const auto surfaces =
      build_label_surfaces(labels, {}, job, {}, [&](int, const MeshPtr&) { ++ready; });
  ASSERT_FALSE(surfaces.ok());
  EXPECT_TRUE(surfaces.error().is_cancelled());
  EXPECT_EQ(ready, 0);
}

TEST(LabelSurfaces, AMapOf300IdsIsBuiltWhereItsLabelsAreCompact) {
  Grid grid;
  grid.size = {80, 80, 48};
  Volume labels(grid, ScalarType::uint16);
  auto values = labels.values<std::uint16_t>();
  for (std::int64_t k = 0; k < 48; ++k) {
    for (std::int64_t j = 0; j < 80; ++j) {
      for (std::int64_t i = 0; i < 80; ++i) {
        values[std::size_t(grid.offset(i, j, k))] =
            static_cast<std::uint16_t>(1 + i / 8 + 10 * (j / 8) + 100 * (k / 16));
      }
    }
  }
  const auto surfaces = build(labels, 0.5);
  EXPECT_EQ(surfaces.meshes.size(), 300U);
  EXPECT_TRUE(left_out_text(surfaces).empty());
}

TEST(LabelSurfaces, AMapOf300ScatteredIdsIsCappedWithAMessage) {
  Grid grid;
  grid.size = {60, 60, 60};
  const Volume labels = noise(grid, 301, 1);
  JobContext job;
  SurfaceLimits limits;
  limits.free_voxels = 0;
  const auto surfaces = build_label_surfaces(labels, {}, job, {}, {}, limits);
  ASSERT_TRUE(surfaces.ok());
  EXPECT_GE(surfaces->meshes.size(), 40U);
  EXPECT_LE(surfaces->meshes.size(), 60U);
  EXPECT_EQ(surfaces->meshes.size() + surfaces->left_out.size(), 300U);
  EXPECT_THAT(left_out_text(*surfaces), HasSubstr("of 300 labels"));

  limits = {};
  limits.quads = 20'000;
  const auto few = build_label_surfaces(labels, {}, job, {}, {}, limits);
  std::size_t triangles = 0;
  for (const auto& [label, mesh] : few->meshes) triangles += mesh->triangles.size();
  EXPECT_GT(triangles, 20'000U);
  EXPECT_LE(triangles, 40'000U);
}

}  // namespace
}  // namespace transpine
