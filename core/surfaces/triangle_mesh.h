// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <vector>

namespace transpine {

/// A surface of triangles in LPS millimetres, each counterclockwise seen from outside.
struct TriangleMesh {
  using Triangle = std::array<std::int32_t, 3>;

  std::vector<Eigen::Vector3f> points_mm;
  std::vector<Triangle> triangles;

  bool empty() const { return triangles.empty(); }
};

/// The outward normal of a triangle, as long as twice its area in mm2.
Eigen::Vector3f area_normal(const TriangleMesh& mesh, const TriangleMesh::Triangle& triangle);

/// Unit normals at the points, each triangle weighted by its angle there (Bærentzen and Aanæs,
/// IEEE TVCG 2005): the sign of a distance to the surface can be read from them.
std::vector<Eigen::Vector3f> point_normals(const TriangleMesh& mesh);

/// A third of the area of the triangles around each point, in mm2: its share of the surface.
std::vector<float> point_areas_mm2(const TriangleMesh& mesh);

/// The volume that a closed surface encloses.
double enclosed_volume_mm3(const TriangleMesh& mesh);

}  // namespace transpine
