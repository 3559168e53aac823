// SPDX-License-Identifier: Apache-2.0
#include "core/image/grid_overlap.h"

#include <Eigen/Geometry>
#include <vector>

namespace transpine {
namespace {

struct Box {
  Eigen::Vector3d centre_mm;
  Eigen::Matrix3d half_edges_mm;  ///< As columns.
};

Box box_of(const Grid& grid, const Rigid3& frame_from_grid) {
  const Eigen::Vector3d size(static_cast<double>(grid.size[0]), static_cast<double>(grid.size[1]),
                             static_cast<double>(grid.size[2]));
  const Eigen::Vector3d middle = (size.array() - 1) / 2;
  const Eigen::Vector3d half_mm = size.cwiseProduct(grid.spacing_mm) / 2;
  return {frame_from_grid * grid.point_from_index(middle),
          frame_from_grid.matrix().topLeftCorner<3, 3>() * grid.direction * half_mm.asDiagonal()};
}

double reach_mm(const Box& box, const Eigen::Vector3d& direction) {
  return (box.half_edges_mm.transpose() * direction).cwiseAbs().sum();
}

}  // namespace

// Two boxes are apart when a plane along two of their edges lies between them.
bool grids_overlap(const Grid& a, const Grid& b, const Rigid3& b_from_a) {
  const Box first = box_of(a, b_from_a);
  const Box second = box_of(b, Rigid3());
  std::vector<Eigen::Vector3d> normals;
  for (int i = 0; i < 3; ++i) {
    normals.push_back(first.half_edges_mm.col(i));
    normals.push_back(second.half_edges_mm.col(i));
    for (int j = 0; j < 3; ++j) {
      normals.push_back(first.half_edges_mm.col(i).cross(second.half_edges_mm.col(j)));
    }
  }
  for (const Eigen::Vector3d& normal : normals) {
    const double apart_mm = std::abs(normal.dot(second.centre_mm - first.centre_mm));
    if (apart_mm > reach_mm(first, normal) + reach_mm(second, normal)) return false;
  }
  return true;
}

}  // namespace transpine
