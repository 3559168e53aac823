// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>

#include "core/image/resample.h"

namespace transpine {

/// Gives the continuous moving indices of whole rows of target voxels, a bundle of rows and slices
/// at a time; called from several threads.
struct RowMap {
  std::int64_t rows = 1, slices = 1;  ///< Of a bundle.
  std::function<void(const Index3& begin, const Index3& size, std::span<Eigen::Vector3d> indices)>
      indices_of;
  /// How far beyond the outermost voxel centres there still is a value, in voxels.
  double edge_voxels = 0.5;
};

/// resample() by any map of indices.
Result<Volume> resample_rows(const Volume& moving, const Grid& target, const RowMap& map,
                             Interpolation interpolation, double outside_value, JobContext& job);

}  // namespace transpine
