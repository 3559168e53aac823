// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include "core/base/random.h"

namespace transpine {

/// A CT [D, H, W] in [-1, 1] as another scanner, dose or patient might show it, so that a segmenter
/// does not rely on the look of its training: contrast within 1 -+ strength, all of it lighter or
/// darker by up to 0.25 strength, in half of the cases slices as thick as 1 + 15 strength voxels
/// along one axis, and noise with a deviation of up to 0.25 strength. Unchanged for strength 0.
torch::Tensor varied_ct(const torch::Tensor& ct, double strength, RandomStream& random);

}  // namespace transpine
