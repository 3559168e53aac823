// SPDX-License-Identifier: Apache-2.0
#include "core/surfaces/mesh_distance.h"

#include <gtest/gtest.h>

#include "core/base/random.h"
#include "core/surfaces/coarse_mesh.h"
#include "tests/surfaces/shapes.h"

namespace transpine {
namespace {

using Eigen::Vector3f;

/// The cube [-1, 1]^3.
TriangleMesh cube() {
  TriangleMesh mesh;
  for (int c = 0; c < 8; ++c) {
    mesh.points_mm.emplace_back(c & 1 ? 1 : -1, c & 2 ? 1 : -1, c & 4 ? 1 : -1);
  }
  for (const std::array<int, 4>& quad : {std::array{0, 4, 6, 2},
                                         {1, 3, 7, 5},
                                         {0, 1, 5, 4},
                                         {2, 6, 7, 3},
                                         {0, 2, 3, 1},
                                         {4, 5, 7, 6}}) {
    mesh.triangles.push_back({quad[0], quad[1], quad[2]});
    mesh.triangles.push_back({quad[0], quad[2], quad[3]});
  }
  return mesh;
}

// The signed distance to the cube [-1, 1]^3 in closed form.
float cube_distance(const Vector3f& p) {
  const Vector3f beyond = p.cwiseAbs() - Vector3f::Ones();
  return beyond.cwiseMax(0).norm() + std::min(beyond.maxCoeff(), 0.0F);
}

TEST(MeshDistance, IsThatOfACubeInClosedFormBesideFacesEdgesAndCorners) {
  const TriangleMesh mesh = cube();
  ASSERT_TRUE(testing::is_closed(mesh));
  EXPECT_NEAR(enclosed_volume_mm3(mesh), 8, 1e-6);
  const MeshDistance distance(mesh);
  RandomStream random(1, "points");
  for (int i = 0; i < 5000; ++i) {
    const Vector3f p(float(random.uniform(-3, 3)), float(random.uniform(-3, 3)),
                     float(random.uniform(-3, 3)));
    const auto closest = distance.closest(p);
    ASSERT_NEAR(closest.distance_mm, cube_distance(p), 1e-5) << p.transpose();
    ASSERT_NEAR((closest.point_mm - p).norm(), std::abs(cube_distance(p)), 1e-5);
  }
  // Straight out of an edge and of a corner.
  EXPECT_NEAR(distance.closest({2, 2, 0}).distance_mm, std::sqrt(2.0F), 1e-6);
  EXPECT_NEAR(distance.closest({2, 2, 2}).distance_mm, std::sqrt(3.0F), 1e-6);
  EXPECT_NEAR(distance.closest({0, 0, 0}).distance_mm, -1, 1e-6);
}

TEST(MeshDistance, TheTreeFindsWhatEveryTriangleTriedGives) {
  // One triangle at a time has no tree to err.
  const TriangleMesh mesh = testing::sphere({3, -2, 5}, 10, 20);
  const MeshDistance distance(mesh);
  RandomStream random(2, "points");
  for (int i = 0; i < 50; ++i) {
    const Vector3f p(float(random.uniform(-20, 20)), float(random.uniform(-20, 20)),
                     float(random.uniform(-20, 20)));
    float nearest = 1e9F;
    for (const auto& triangle : mesh.triangles) {
      TriangleMesh single;
      single.points_mm = mesh.points_mm;
      single.triangles = {triangle};
      nearest = std::min(nearest, std::abs(MeshDistance(single).closest(p).distance_mm));
    }
    EXPECT_NEAR(std::abs(distance.closest(p).distance_mm), nearest, 1e-5);
  }
}

TEST(MeshDistance, IsThatOfASphereUpToItsFlatTriangles) {
  const Vector3f centre(100, -50, 800);
  const TriangleMesh mesh = testing::sphere(centre, 20, 60);
  const MeshDistance distance(mesh);
  // The sagitta of an edge of 3 degrees.
  const float flat = 20 * (1 - std::cos(0.5F * float(M_PI) / 60)) * 2.5F;
  RandomStream random(3, "points");
  for (int i = 0; i < 2000; ++i) {
    const Vector3f p =
        centre + Vector3f(float(random.uniform(-40, 40)), float(random.uniform(-40, 40)),
                          float(random.uniform(-40, 40)));
    EXPECT_NEAR(distance.closest(p).distance_mm, (p - centre).norm() - 20, flat);
  }
}

TEST(TriangleMesh, NormalsAndAreasOfASphere) {
  const TriangleMesh mesh = testing::sphere({1, 2, 3}, 5, 40);
  const auto normals = point_normals(mesh);
  const auto areas = point_areas_mm2(mesh);
  double area = 0;
  for (std::size_t i = 0; i < normals.size(); ++i) {
    EXPECT_GT(normals[i].dot((mesh.points_mm[i] - Vector3f(1, 2, 3)).normalized()), 0.999F);
    area += areas[i];
  }
  EXPECT_NEAR(area, 4 * M_PI * 25, 0.01 * 4 * M_PI * 25);
  EXPECT_NEAR(enclosed_volume_mm3(mesh), 4.0 / 3 * M_PI * 125, 0.01 * 4.0 / 3 * M_PI * 125);
}

TEST(TriangleMesh, ACoarseOneHasFewTrianglesAndLiesNearby) {
  const TriangleMesh fine = testing::sphere({-100, 20, 700}, 20, 80);
  const TriangleMesh coarse = coarse_mesh(fine, 3);
  EXPECT_LT(coarse.triangles.size(), fine.triangles.size() / 4);
  EXPECT_TRUE(testing::is_closed(coarse));
  EXPECT_NEAR(enclosed_volume_mm3(coarse), enclosed_volume_mm3(fine),
              0.05 * enclosed_volume_mm3(fine));
  const MeshDistance distance(fine);
  for (const auto& p : coarse.points_mm) EXPECT_LT(std::abs(distance.closest(p).distance_mm), 1);
}

}  // namespace
}  // namespace transpine
