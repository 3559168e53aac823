// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/training/validation_score.h"

namespace transpine {

inline constexpr const char* checkpoint_folder = "checkpoints";
inline constexpr const char* best_checkpoint = "best.safetensors";
/// Under this key a checkpoint's metadata hold the counters of its training as JSON text.
inline constexpr const char* training_key = "transpine.training";

/// Checkpoints of a run, newest first: checkpoints/step-00000300.safetensors and so on.
std::vector<std::filesystem::path> checkpoint_files(const std::filesystem::path& run_folder);

/// The score of the run's best checkpoint; absent where there is none, or none that can be read.
std::optional<ValidationScore> read_best_checkpoint(const std::filesystem::path& run_folder);

/// A checkpoint as a list shows it.
struct CheckpointInfo {
  std::filesystem::path path;
  std::string family;  ///< Of the model, as ModelFile::family().
  std::int64_t step = 0;
  std::uintmax_t bytes = 0;
  bool is_newest = false;
  bool is_best = false;
  bool has_ema = false;  ///< Holds the moving average of the weights too.
  std::optional<ValidationScore> score;
};

/// The best checkpoint first, then the others, newest first. Reads headers only; files that cannot
/// be read are left out.
std::vector<CheckpointInfo> list_checkpoints(const std::filesystem::path& run_folder);

/// The family of the model (ModelFile::family()) in a checkpoint, or in the newest one of a run
/// folder; empty where it cannot be read.
std::string checkpoint_family(const std::filesystem::path& file_or_run);

/// Copies a checkpoint to another file, which appears whole or not at all. Fails for a damaged one.
Result<void> export_checkpoint(const std::filesystem::path& checkpoint,
                               const std::filesystem::path& to);

}  // namespace transpine
