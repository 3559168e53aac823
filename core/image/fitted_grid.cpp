// SPDX-License-Identifier: Apache-2.0
#include "core/image/fitted_grid.h"

#include <Eigen/LU>
#include <cmath>
#include <cstdio>

#include "core/geometry/rotation.h"

namespace transpine {

bool is_usable_matrix(const Eigen::Matrix4d& matrix) {
  return matrix.allFinite() && std::abs(matrix.topLeftCorner<3, 3>().determinant()) > 1e-12;
}

double farthest_corner_mm(const Eigen::Matrix4d& a, const Eigen::Matrix4d& b, const Index3& size) {
  double farthest = 0;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector4d index(0, 0, 0, 1);
    for (int axis = 0; axis < 3; ++axis) {
      if ((corner >> axis) & 1) {
        index[axis] = static_cast<double>(size[static_cast<std::size_t>(axis)] - 1);
      }
    }
    farthest = std::max(farthest, ((a - b) * index).head<3>().norm());
  }
  return farthest;
}

FittedGrid fitted_grid(const Eigen::Matrix4d& lps_from_index, const Index3& size) {
  FittedGrid result;
  const Eigen::Matrix3d columns = lps_from_index.topLeftCorner<3, 3>();
  const Eigen::Vector3d spacing_mm = columns.colwise().norm();
  result.grid.size = size;
  result.grid.spacing_mm = spacing_mm;
  result.grid.direction = nearest_orthonormal(columns * spacing_mm.cwiseInverse().asDiagonal());
  result.grid.origin_mm = lps_from_index.topRightCorner<3, 1>();
  result.moved_mm = farthest_corner_mm(lps_from_index, result.grid.lps_from_index(), size);
  result.moved_voxels = result.moved_mm / spacing_mm.minCoeff();
  return result;
}

std::string rounded_mm(double mm) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g mm", mm);
  return text;
}

Error sheared_error(const std::filesystem::path& path, const FittedGrid& fitted) {
  return {path.string() +
              " has a sheared voxel grid: its axes are not at right angles (a corner "
              "is off by " +
              rounded_mm(fitted.moved_mm) + "), as after a tilted gantry.",
          "Resample it onto an unsheared grid first, for example with dcm2niix's gantry tilt "
          "correction, or give it right-angled axes in its header."};
}

}  // namespace transpine
