// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/job_context.h"
#include "core/image/volume.h"

namespace transpine {

/// A place where a label starts to grow.
struct GeodesicSeed {
  Eigen::Vector3d p_mm;
  double radius_mm = 0;  ///< All mask voxels this near are the seed's.
  std::uint8_t label = 0;
};

/// Gives each mask voxel the label of the seed that is nearest along paths within the mask; 0
/// beyond `limit_mm`. Paths through dark gaps between brighter voxels on both sides (joints) count
/// longer, so that borders fall there. Empty when the job was cancelled.
std::vector<std::uint8_t> geodesic_partition(const Volume& ct,
                                             const std::vector<std::uint8_t>& mask,
                                             const std::vector<GeodesicSeed>& seeds,
                                             double limit_mm, JobContext& job);

/// How long paths count in a voxel, each of 1 at least; a step counts as in the costlier of its two
/// voxels.
struct PathCosts {
  std::vector<float> factors;           ///< In any direction.
  std::vector<float> sideways_factors;  ///< Across `up`, besides; empty = 1.
  Eigen::Vector3d up = Eigen::Vector3d::UnitZ();
};

/// Grows labels: each mask voxel gets the one of `seeds` (0: none) that is nearest along paths
/// within the mask; 0 beyond `limit_mm`. Empty when the job was cancelled.
std::vector<std::uint8_t> geodesic_growth(const Grid& grid, const std::vector<std::uint8_t>& mask,
                                          std::vector<std::uint8_t> seeds, const PathCosts& costs,
                                          double limit_mm, JobContext& job);

}  // namespace transpine
