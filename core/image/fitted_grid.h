// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/image/grid.h"

namespace transpine {

/// A matrix whose fit moves no corner by more than this part of a voxel was meant to be
/// orthonormal.
inline constexpr double kRepairableVoxels = 0.5;
/// Less than this part of a voxel is rounding that is not worth a word.
inline constexpr double kRoundingVoxels = 0.02;

/// The right-angled grid nearest to the one that a matrix describes.
struct FittedGrid {
  Grid grid;
  double moved_mm = 0;      ///< Farthest that a corner moved from where the matrix put it.
  double moved_voxels = 0;  ///< The same in voxels of the smallest spacing.
};

/// Whether the matrix is finite and can be inverted.
bool is_usable_matrix(const Eigen::Matrix4d& matrix);

/// `lps_from_index` must be usable.
FittedGrid fitted_grid(const Eigen::Matrix4d& lps_from_index, const Index3& size);

/// How far apart two matrices put the corners of an image at most.
double farthest_corner_mm(const Eigen::Matrix4d& a, const Eigen::Matrix4d& b, const Index3& size);

/// "0.123 mm", three digits.
std::string rounded_mm(double mm);

/// What is said of an image whose axes are not at right angles.
Error sheared_error(const std::filesystem::path& path, const FittedGrid& fitted);

}  // namespace transpine
