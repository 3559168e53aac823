// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/training/train_run.h"

namespace transpine {

/// What a run's config.json says about how it was started.
struct RunConfig {
  TrainOptions options;  ///< With the training set and the run folder; set to resume.
  double spacing_mm = 0;
  std::int64_t training_slices = 0;
};

/// Reads config.json of a run folder. Errors name the file.
Result<RunConfig> read_run_config(const std::filesystem::path& run_folder);

/// Fails when the training set of the run is gone or was made anew in another way: training would
/// not go on as it began.
Result<void> check_training_set(const RunConfig& run);

}  // namespace transpine
