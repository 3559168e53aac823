// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <string>

namespace transpine {

using Index3 = std::array<std::int64_t, 3>;

/// Where the voxels of an image lie. Continuous index i (voxel centres at integers) maps to LPS
/// millimetres as p = origin_mm + direction * diag(spacing_mm) * i.
struct Grid {
  Index3 size{0, 0, 0};
  Eigen::Vector3d spacing_mm = Eigen::Vector3d::Ones();
  Eigen::Matrix3d direction = Eigen::Matrix3d::Identity();  ///< Columns: unit vectors of i, j, k.
  Eigen::Vector3d origin_mm = Eigen::Vector3d::Zero();      ///< Centre of voxel (0, 0, 0).

  std::int64_t voxel_count() const { return size[0] * size[1] * size[2]; }
  std::int64_t offset(std::int64_t i, std::int64_t j, std::int64_t k) const {
    return i + size[0] * (j + size[1] * k);
  }
  bool contains(std::int64_t i, std::int64_t j, std::int64_t k) const {
    return i >= 0 && j >= 0 && k >= 0 && i < size[0] && j < size[1] && k < size[2];
  }

  Eigen::Vector3d point_from_index(const Eigen::Vector3d& index) const {
    return origin_mm + direction * spacing_mm.cwiseProduct(index);
  }
  /// The inverse of point_from_index; `direction` must be orthonormal.
  Eigen::Vector3d index_from_point(const Eigen::Vector3d& p_mm) const {
    return (direction.transpose() * (p_mm - origin_mm)).cwiseQuotient(spacing_mm);
  }

  /// 4x4 voxel-to-LPS matrix.
  Eigen::Matrix4d lps_from_index() const;
  /// 4x4 voxel-to-RAS matrix, the "affine" of NIfTI and nibabel.
  Eigen::Matrix4d ras_from_index() const;
  /// The patient side toward which each index grows, as in nibabel's aff2axcodes: "RAS", "PIR".
  std::string orientation() const;
  /// For the patient axis 0 = left-right, 1 = posterior-anterior, 2 = inferior-superior: the index
  /// axis nearest to it. Each index axis is given once.
  std::array<int, 3> nearest_index_axes() const;

  /// Grids agree when sizes are equal and each corner differs by at most `tolerance_mm`.
  bool same_as(const Grid& other, double tolerance_mm = 1e-3) const;
  /// "122 x 101 x 112, 3 x 3 x 3 mm, RAS", for messages.
  std::string description() const;
};

/// The part [begin, begin + size) of a grid, at the same places in space.
Grid cropped(const Grid& grid, const Index3& begin, const Index3& size);

/// A grid over the same box as `grid` (outer voxel faces kept to within half a voxel) with the
/// given spacing.
Grid respaced(const Grid& grid, const Eigen::Vector3d& spacing_mm);

}  // namespace transpine
