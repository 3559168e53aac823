// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/geometry/rigid3.h"
#include "core/image/grid.h"

namespace transpine {

/// Whether the boxes of two images, voxels' faces included, share any place; `b_from_a` takes
/// places of the first image to the second.
bool grids_overlap(const Grid& a, const Grid& b, const Rigid3& b_from_a = {});

}  // namespace transpine
