// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <optional>

#include "core/training/memory_estimate.h"
#include "core/training/process_place.h"
#include "core/training/train_run.h"
#include "core/training/training_set.h"

namespace transpine {

/// What is known of a run before there is a model.
struct RunStart {
  TrainingSet set;
  torch::Device device;
  std::optional<ProcessPlace> place;  ///< Absent for a single process.
  MemoryEstimate memory;
  std::optional<std::uint64_t> available_bytes;  ///< Absent where the system does not tell.

  int processes() const { return place ? place->count : 1; }
  bool is_first() const { return !place || place->rank == 0; }
};

/// Checks the options, opens what they name, and estimates the memory. Values of the training set
/// are read where `job` is given: subjects that cannot be trained on are then left out.
Result<RunStart> start_training(const TrainOptions& options, JobContext* job);

/// Samples of a step that go through the networks of a process together.
std::int64_t samples_at_once(const TrainOptions& options, int processes);

}  // namespace transpine
