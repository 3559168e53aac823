// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/random.h"
#include "core/training/training_set.h"
#include "core/training/volume_patches.h"

namespace transpine {

struct AugmentOptions {
  std::int64_t patch_size = 256;
  double colour_jitter = 0.2;     ///< Brightness and contrast of the MR: factors in 1 -+ this.
  double flip_probability = 0.5;  ///< Along anterior-posterior; of volumes see volume_patches.h.
  std::int64_t patch_depth = 32;  ///< Slices of a patch of a volume.
  bool unpaired = false;          ///< Each CT is of another sample than its MR, drawn at random.

  PatchSides patch_sides() const { return {patch_depth, patch_size, patch_size}; }
};

/// Network-ready images in [-1, 1]: both [N, 1, H, W], or of volumes the MR with its position
/// ramps [N, 4, D, H, W] and the CT [N, 1, D, H, W].
struct Batch {
  torch::Tensor mr;  ///< Undefined in a set of CTs.
  torch::Tensor ct;
  torch::Tensor mask;  ///< Labels [N, D, H, W], uint8; of volumes with labels only.
  // Where these samples stand among all of an optimiser's step, which may be shared by several
  // batches or processes; what is drawn for a step is drawn for all of them.
  std::int64_t offset = 0;
  std::int64_t step_samples = 0;  ///< 0: these are all.

  std::int64_t whole() const { return step_samples > 0 ? step_samples : ct.size(0); }
  /// The rows of `all` [whole(), ...] that are of this batch.
  torch::Tensor own_part(const torch::Tensor& all) const {
    return all.narrow(0, offset, ct.size(0));
  }
};

/// One augmented sample of a slice (section 1.12): jitter of the MR, padding with air, a random
/// crop, a flip. [1, 1, patch, patch].
Batch augmented(const torch::Tensor& mr, const torch::Tensor& ct, const AugmentOptions& options,
                RandomStream& random);

/// The middle of a slice, padded with air or cropped to `size`, not augmented.
Batch centred(const torch::Tensor& mr, const torch::Tensor& ct, std::int64_t size);
/// The middle of a sample of the set, slice or volume.
Batch centred_sample(const TrainingSet& set, std::size_t sample, const AugmentOptions& options);

/// Some rows of a batch.
struct BatchRows {
  std::int64_t first = 0;
  std::int64_t count = -1;  ///< -1: all from the first on.
};

/// The batch of optimiser step `step` (from 0). It is a function of the set, the options, the seed
/// and the step alone: so resuming needs no saved loader state, and threads change nothing. The
/// slices are passed through in a new order in every epoch. Of its `batch_size` samples only `rows`
/// are made.
Batch batch_of_step(const TrainingSet& set, const std::vector<std::size_t>& slices,
                    std::int64_t batch_size, const AugmentOptions& options, std::uint64_t seed,
                    std::int64_t step, const BatchRows& rows = {});

/// A batch in parts of equal size, one after the other; `parts` must divide its size.
std::vector<Batch> parts_of(const Batch& batch, std::int64_t parts);

}  // namespace transpine
