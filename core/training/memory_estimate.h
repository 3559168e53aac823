// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/base/result.h"
#include "core/training/train_run.h"
#include "core/training/training_set.h"

namespace transpine {

/// What a training needs on the device of its networks.
struct MemoryEstimate {
  std::uint64_t fixed_bytes = 0;   ///< Weights, gradients, moments, averages.
  std::uint64_t sample_bytes = 0;  ///< What the backward pass needs of one sample.

  std::uint64_t needed_bytes(std::int64_t samples) const {
    return fixed_bytes + static_cast<std::uint64_t>(samples) * sample_bytes;
  }
  /// How many samples fit at once; 0 where not even one does.
  std::int64_t samples_within(std::uint64_t available_bytes) const;
};

/// Measures one step of the model on a small patch of the set on the CPU, and scales it up. Takes
/// seconds for large networks.
MemoryEstimate estimate_memory(const TrainOptions& options, const TrainingSet& set);

/// Refuses what does not fit, with the largest batch that would. `samples` go through the networks
/// at once: those of one part of a batch on one process.
Result<void> check_memory(const MemoryEstimate& estimate, std::int64_t samples,
                          std::uint64_t available_bytes);

}  // namespace transpine
