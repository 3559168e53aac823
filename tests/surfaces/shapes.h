// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include "core/image/volume.h"
#include "core/surfaces/triangle_mesh.h"

namespace transpine::testing {

struct Ball {
  Eigen::Vector3d centre_mm;
  double radius_mm;
  int label;
};

/// Balls as labels on a grid, uint16.
inline Volume balls(const Grid& grid, const std::vector<Ball>& all) {
  Volume labels(grid, ScalarType::uint16);
  auto values = labels.values<std::uint16_t>();
  std::size_t at = 0;
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i, ++at) {
        const Eigen::Vector3d p = grid.point_from_index({double(i), double(j), double(k)});
        for (const Ball& ball : all) {
          if ((p - ball.centre_mm).norm() < ball.radius_mm) {
            values[at] = static_cast<std::uint16_t>(ball.label);
          }
        }
      }
    }
  }
  return labels;
}

/// A sphere of triangles: rings from pole to pole.
inline TriangleMesh sphere(const Eigen::Vector3f& centre, float radius, int rings) {
  TriangleMesh mesh;
  const int sectors = 2 * rings;
  const auto point = [&](int ring, int sector) {
    const double polar = M_PI * ring / rings;
    const double around = 2 * M_PI * sector / sectors;
    return Eigen::Vector3f(centre +
                           radius * Eigen::Vector3f(float(std::sin(polar) * std::cos(around)),
                                                    float(std::sin(polar) * std::sin(around)),
                                                    float(std::cos(polar))));
  };
  mesh.points_mm.push_back(point(0, 0));
  for (int ring = 1; ring < rings; ++ring) {
    for (int sector = 0; sector < sectors; ++sector) mesh.points_mm.push_back(point(ring, sector));
  }
  mesh.points_mm.push_back(point(rings, 0));
  const auto at = [&](int ring, int sector) { return 1 + (ring - 1) * sectors + sector % sectors; };
  const int last = static_cast<int>(mesh.points_mm.size()) - 1;
  for (int s = 0; s < sectors; ++s) {
    mesh.triangles.push_back({0, at(1, s), at(1, s + 1)});
    for (int ring = 1; ring + 1 < rings; ++ring) {
      mesh.triangles.push_back({at(ring, s), at(ring + 1, s), at(ring + 1, s + 1)});
      mesh.triangles.push_back({at(ring, s), at(ring + 1, s + 1), at(ring, s + 1)});
    }
    mesh.triangles.push_back({at(rings - 1, s), last, at(rings - 1, s + 1)});
  }
  return mesh;
}

/// Whether each edge is passed as often in one direction as in the other: no holes, and no triangle
/// turned over.
inline bool is_closed(const TriangleMesh& mesh) {
  std::map<std::pair<int, int>, int> balance;
  for (const auto& t : mesh.triangles) {
    for (std::size_t corner = 0; corner < 3; ++corner) {
      const int a = t[corner];
      const int b = t[(corner + 1) % 3];
      balance[{std::min(a, b), std::max(a, b)}] += a < b ? 1 : -1;
    }
  }
  for (const auto& [edge, sum] : balance) {
    if (sum != 0) return false;
  }
  return true;
}

}  // namespace transpine::testing
