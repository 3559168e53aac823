// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include "core/base/random.h"

namespace transpine {

/// A CT [D, H, W] in [-1, 1] as another scanner, dose or patient might show it, so that a segmenter
/// does not rely on the look of its training: contrast within 1 -+ strength, all of it lighter or
/// darker by up to 0.25 strength, what is brighter than 100 HU within 1 -+ 2 strength once more, in
/// half of the cases a blur over up to 3 voxels, in half of them slices as thick as
/// 1 + 15 strength voxels along one axis, and noise with a deviation of up to 0.25 strength.
/// Unchanged for strength 0.
torch::Tensor varied_ct(const torch::Tensor& ct, double strength, RandomStream& random);

/// A CT with up to four ellipsoids and shells of any value where `mask`, of the same size, is 0: a
/// segmenter that has seen only few surroundings must not take all that is bright for bone of the
/// spine. Unchanged for strength 0.
torch::Tensor with_foreign_objects(const torch::Tensor& ct, const torch::Tensor& mask,
                                   double strength, RandomStream& random);

}  // namespace transpine
