// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <vector>

#include "core/surfaces/triangle_mesh.h"

namespace transpine {

/// Exact distances from points to a surface of triangles, by a tree of boxes. Reading is
/// thread-safe.
class MeshDistance {
 public:
  /// `mesh` must have a triangle and outlive this object.
  explicit MeshDistance(const TriangleMesh& mesh);

  struct Closest {
    Eigen::Vector3f point_mm;
    float distance_mm = 0;  ///< Negative inside of a closed surface.
  };
  /// The closest point of the surface. The sign is that of the angle-weighted normal of the face,
  /// edge or corner it lies on (Bærentzen and Aanæs, IEEE TVCG 2005).
  Closest closest(const Eigen::Vector3f& p_mm) const;

 private:
  struct Node {
    Eigen::Vector3f low, high;
    std::int32_t first = 0;  ///< A leaf's first triangle in order_, else the second child.
    std::int32_t count = 0;  ///< Triangles of a leaf; 0 for a node, whose first child follows it.
  };

  std::int32_t build(std::int32_t begin, std::int32_t end,
                     const std::vector<Eigen::Vector3f>& centres);
  void find_normals();
  const Eigen::Vector3f& normal_at(std::size_t triangle, const std::array<float, 3>& weights) const;

  const TriangleMesh& mesh_;
  std::vector<std::int32_t> order_;
  std::vector<Node> nodes_;
  std::vector<Eigen::Vector3f> face_normals_, point_normals_;
  std::vector<std::array<Eigen::Vector3f, 3>> edge_normals_;  ///< Edge e: corners e and e + 1.
};

}  // namespace transpine
