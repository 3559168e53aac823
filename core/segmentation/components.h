// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/image/grid.h"

namespace transpine {

/// Voxels that hang together by their faces.
struct Components {
  std::vector<std::int32_t> ids;    ///< Of each voxel, from 1; 0 outside.
  std::vector<std::int64_t> sizes;  ///< Voxels of component id - 1.

  /// The id of the one with most voxels (the first of equals); 0 where there is none.
  std::int32_t largest() const;
};

/// The components of all voxels that are not 0.
Components components_of(const Grid& grid, const std::vector<std::uint8_t>& mask);

/// The voxels whose ball of this radius lies within the mask. What is outside the image counts as
/// mask: a vertebra that is cut by the border is not eroded there.
std::vector<std::uint8_t> eroded(const Grid& grid, const std::vector<std::uint8_t>& mask,
                                 double radius_mm);

}  // namespace transpine
