// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/training/run_curves.h"
#include "core/training/run_notes.h"

namespace transpine {

/// A run as a list of runs shows it.
struct RunInfo {
  std::string name;
  std::filesystem::path folder;
  std::string model;               ///< Empty where config.json cannot be read.
  std::int64_t steps = 0;          ///< Done.
  std::int64_t planned_steps = 0;  ///< 0 where config.json cannot be read.
  std::optional<double> loss;      ///< Mean of the last 20 steps, or of fewer.
  std::optional<double> best_psnr_db, best_dice;
  double elapsed_s = 0;
  RunNotes notes;
  nlohmann::json options = nlohmann::json::object();  ///< read_run_options().
};

/// What a run folder says about itself; missing or damaged files leave fields empty.
/// Fails when stopped, or where the folder holds no run.
Result<RunInfo> read_run_info(const std::filesystem::path& run_folder, JobContext& job);

/// The runs in a folder of runs, sorted by name. Fails when stopped.
Result<std::vector<RunInfo>> list_runs(const std::filesystem::path& runs_folder, JobContext& job);

/// Whether a text can name a run: not empty, one folder, nothing like "..".
bool is_run_name(const std::string& name);

/// Renames a run's folder. Fails where the name is taken or not possible.
Result<void> rename_run(const std::filesystem::path& run_folder, const std::string& name);

/// Deletes a run with all its checkpoints. Fails for a folder that holds no run.
Result<void> delete_run(const std::filesystem::path& run_folder);

}  // namespace transpine
