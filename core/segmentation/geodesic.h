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

/// How many times as long paths count through each mask voxel of the float32 CT that is a dark gap
/// between brighter ones; 1 elsewhere.
std::vector<float> gap_factors(const Volume& ct, const std::vector<std::uint8_t>& mask);

/// Grows labels: each mask voxel gets the one of `seeds` (0: none) that is nearest along paths
/// within the mask, where a voxel makes the steps to and from it `factors` times as long (1 at
/// least); 0 beyond `limit_mm`. Empty when the job was cancelled.
std::vector<std::uint8_t> geodesic_growth(const Grid& grid, const std::vector<std::uint8_t>& mask,
                                          std::vector<std::uint8_t> seeds,
                                          const std::vector<float>& factors, double limit_mm,
                                          JobContext& job);

}  // namespace transpine
