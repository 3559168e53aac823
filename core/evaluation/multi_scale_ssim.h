// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/image/volume.h"

namespace transpine {

/// Multi-scale structural similarity of two CTs in HU as SynthRAD 2025 evaluates it (beyond-facts
/// 3.4): values clipped to [-1024, 3071] and -1024 outside the mask, at least 97 voxels an axis by
/// repeating the border, five scales with uniform windows of 7³, luminance at every scale, each
/// scale's mean over the mask without its three outermost voxels. `mask` is uint8 on the same grid,
/// or empty for everywhere. NaN when no voxel of the mask is left at a scale.
double multi_scale_ssim(const Volume& image_hu, const Volume& reference_hu, const Volume& mask);

}  // namespace transpine
