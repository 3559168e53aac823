// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <algorithm>
#include <array>

#include "core/image/grid.h"

namespace transpine {

/// Whether a continuous index lies within the outer faces of the voxels, or `edge_voxels` from the
/// outermost centres. A rounding error does not push the outermost voxels outside.
inline bool is_inside_voxels(const Eigen::Vector3d& index, const Index3& size,
                             double edge_voxels = 0.5) {
  const double edge = edge_voxels + 1e-6;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double i = index[static_cast<int>(axis)];
    if (!(i >= -edge && i <= static_cast<double>(size[axis]) - 1 + edge)) return false;
  }
  return true;
}

/// The trilinear value at a continuous index; beyond the outermost voxel centres theirs.
template <class T>
double linear_value(const T* values, const Grid& grid, const Eigen::Vector3d& index) {
  std::array<std::array<std::int64_t, 2>, 3> at;
  std::array<double, 3> fraction;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double last = static_cast<double>(grid.size[axis] - 1);
    const double i = std::clamp(index[static_cast<int>(axis)], 0.0, last);
    const auto lower = static_cast<std::int64_t>(i);
    at[axis] = {lower, std::min(lower + 1, grid.size[axis] - 1)};
    fraction[axis] = i - static_cast<double>(lower);
  }
  double sum = 0;
  for (unsigned corner = 0; corner < 8; ++corner) {
    const std::array<unsigned, 3> upper{corner & 1, (corner >> 1) & 1, (corner >> 2) & 1};
    double weight = 1;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      weight *= upper[axis] ? fraction[axis] : 1 - fraction[axis];
    }
    if (weight == 0) continue;
    sum += weight * static_cast<double>(
                        values[grid.offset(at[0][upper[0]], at[1][upper[1]], at[2][upper[2]])]);
  }
  return sum;
}

}  // namespace transpine
