// SPDX-License-Identifier: Apache-2.0
#include "core/image/grid.h"

#include <algorithm>
#include <cmath>
#include <sstream>

namespace transpine {

Eigen::Matrix4d Grid::lps_from_index() const {
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topLeftCorner<3, 3>() = direction * spacing_mm.asDiagonal();
  matrix.topRightCorner<3, 1>() = origin_mm;
  return matrix;
}

Eigen::Matrix4d Grid::ras_from_index() const {
  return Eigen::Vector4d(-1, -1, 1, 1).asDiagonal() * lps_from_index();
}

std::array<int, 3> Grid::nearest_index_axes() const {
  // The permutation with the largest sum of cosines: unlike a greedy choice it is always one to
  // one.
  std::array<int, 3> axes{0, 1, 2};
  std::array<int, 3> best = axes;
  double best_sum = -1;
  do {
    double sum = 0;
    for (int patient = 0; patient < 3; ++patient) {
      sum += std::abs(direction(patient, axes[patient]));
    }
    if (sum > best_sum + 1e-9) {
      best_sum = sum;
      best = axes;
    }
  } while (std::next_permutation(axes.begin(), axes.end()));
  return best;
}

std::string Grid::orientation() const {
  // LPS: axis 0 grows to the left, 1 to posterior, 2 to superior.
  static constexpr char positive[] = "LPS";
  static constexpr char negative[] = "RAI";
  const auto index_axis = nearest_index_axes();
  std::string letters(3, '?');
  for (int patient = 0; patient < 3; ++patient) {
    const int axis = index_axis[patient];
    letters[axis] = direction(patient, axis) >= 0 ? positive[patient] : negative[patient];
  }
  return letters;
}

bool Grid::same_as(const Grid& other, double tolerance_mm) const {
  if (size != other.size) return false;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis) {
      index[axis] = (corner >> axis) & 1 ? static_cast<double>(size[axis] - 1) : 0.0;
    }
    const Eigen::Vector3d apart = point_from_index(index) - other.point_from_index(index);
    if (!(apart.norm() <= tolerance_mm)) return false;
  }
  return true;
}

std::string Grid::description() const {
  std::ostringstream text;
  text.precision(4);
  text << size[0] << " x " << size[1] << " x " << size[2] << ", " << spacing_mm[0] << " x "
       << spacing_mm[1] << " x " << spacing_mm[2] << " mm, " << orientation();
  return text.str();
}

Grid cropped(const Grid& grid, const Index3& begin, const Index3& size) {
  Grid part = grid;
  part.size = size;
  part.origin_mm = grid.point_from_index(Eigen::Vector3d(
      static_cast<double>(begin[0]), static_cast<double>(begin[1]), static_cast<double>(begin[2])));
  return part;
}

Grid respaced(const Grid& grid, const Eigen::Vector3d& spacing_mm) {
  Grid result = grid;
  result.spacing_mm = spacing_mm;
  Eigen::Vector3d first_index;
  for (int axis = 0; axis < 3; ++axis) {
    const double extent_mm = static_cast<double>(grid.size[axis]) * grid.spacing_mm[axis];
    result.size[axis] = std::max<std::int64_t>(1, std::llround(extent_mm / spacing_mm[axis]));
    // Keep the box's centre where it was.
    const double new_extent_mm = static_cast<double>(result.size[axis]) * spacing_mm[axis];
    const double begin_mm =
        (extent_mm - new_extent_mm) / 2 - grid.spacing_mm[axis] / 2 + spacing_mm[axis] / 2;
    first_index[axis] = begin_mm / grid.spacing_mm[axis];
  }
  result.origin_mm = grid.point_from_index(first_index);
  return result;
}

}  // namespace transpine
