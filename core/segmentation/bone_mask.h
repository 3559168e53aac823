// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/image/volume.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

/// What the levels of grey around the landmarks say about tissue, in HU.
struct BoneLevels {
  double soft_hu = 60;        ///< Discs, between adjacent bodies.
  double threshold_hu = 150;  ///< Half-way from discs to marrow, or above the discs.
};

/// Measures discs and marrow. `bodies` are the body points from head to foot.
BoneLevels measure_levels(const Volume& ct, const std::vector<Eigen::Vector3d>& bodies);

/// 1 where the float32 image, slightly smoothed, is above the threshold. Single voxels are voted
/// away.
std::vector<std::uint8_t> bone_mask(const Volume& ct, const BoneLevels& levels);

/// 1 where a voxel is no darker than marrow can be and lies between bone on all three axes, no
/// farther apart than a vertebral body is large: marrow below the threshold, within its shell, but
/// also some gaps between neighbours.
std::vector<std::uint8_t> enclosed_marrow(const Volume& ct, const BoneLevels& levels,
                                          const std::vector<std::uint8_t>& bone);

/// Takes border voxels away that are darker than half of the brightest neighbour: the blur of a
/// scan makes thin bone look thicker than it is.
void trim_blurred_border(const Volume& ct, double soft_hu, std::vector<std::uint8_t>& mask);

}  // namespace transpine
