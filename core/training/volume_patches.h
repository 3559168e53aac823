// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <array>
#include <cstdint>

#include "core/base/random.h"

namespace transpine {

/// A subject's images on one grid, each [D, H, W]: MR in [0, 1] and labels, either of which may be
/// undefined; CT in [-1, 1].
struct VolumeSample {
  torch::Tensor mr, ct, mask;
};

/// A part of it as networks get it: [1, 4, D, H, W], the MR in [-1, 1] and three position ramps
/// (undefined without an MR); CT [1, 1, D, H, W]; labels [1, D, H, W].
struct VolumePatch {
  torch::Tensor condition, ct, mask;
};

using PatchSides = std::array<std::int64_t, 3>;

struct VolumeAugmentOptions {
  PatchSides sides{32, 128, 128};
  /// Brightness and contrast of the MR: factors in 1 -+ this; without an MR see varied_ct().
  double colour_jitter = 0.2;
  double flip_probability = 0.5;  ///< Of a chance to be mirrored along H or W.
  double labelled_share = 0;      ///< Of the patches that lie around a voxel of a random label.
};

/// A random patch (section 1.11): volumes smaller than it are mirrored at their borders, the ramps
/// are those of the padded volume, and jitter and contrast are of the patch.
VolumePatch random_patch(const VolumeSample& sample, const VolumeAugmentOptions& options,
                         RandomStream& random);
/// The middle, not augmented.
VolumePatch centred_patch(const VolumeSample& sample, const PatchSides& sides);

/// Where the `size` voxels from `begin` on lie in an axis of `length` that goes on mirrored at both
/// ends, int64 [size]; `begin` may be negative.
torch::Tensor mirrored_indices(std::int64_t length, std::int64_t begin, std::int64_t size);

/// Linear ramps along D, H and W of a volume, each from 0 to 1: [1, 3, D, H, W].
torch::Tensor position_ramps(const PatchSides& size, const torch::TensorOptions& options);

/// The MR in [0, 1] brighter and with more contrast, or less: first times a factor in
/// 1 -+ strength, then the distance to the mean by another, each clamped to [0, 1].
torch::Tensor jittered_volume(const torch::Tensor& mr, double strength, RandomStream& random);

}  // namespace transpine
