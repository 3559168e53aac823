// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/image/volume.h"

namespace transpine {

/// The image with blocks of voxels averaged until it has at most `most_voxels`: coarse axes later
/// than fine ones. The same voxels when there are few enough; NaN voxels count as 0. Blocks at the
/// end of an axis that are not full are left out.
Volume shrunk(const Volume& volume, std::int64_t most_voxels);

}  // namespace transpine
