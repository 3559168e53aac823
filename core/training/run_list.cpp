// SPDX-License-Identifier: Apache-2.0
#include "core/training/run_list.h"

#include <algorithm>

#include "core/base/atomic_file.h"
#include "core/training/config_diff.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t loss_window = 20;

bool holds_run(const fs::path& folder) {
  std::error_code missing;
  return fs::exists(folder / "config.json", missing) ||
         fs::exists(folder / "metrics.jsonl", missing) ||
         fs::exists(folder / "checkpoints", missing);
}

Error no_run(const fs::path& folder) {
  return {folder.string() + " holds no run.", "Name a folder that transpine train has written."};
}

void read_config(RunInfo& info) {
  const auto text = read_text(info.folder / "config.json");
  if (!text) return;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object()) return;
  const auto steps = json.value("steps", nlohmann::json());
  if (steps.is_number()) info.planned_steps = steps.get<std::int64_t>();
  const auto options = json.value("options", nlohmann::json());
  if (!options.is_object()) return;
  // Runs of before there was a choice name no model.
  const auto model = options.value("model", nlohmann::json("ddim"));
  if (model.is_string()) info.model = model.get<std::string>();
}

void read_metrics(RunInfo& info, const RunCurves& curves) {
  info.steps = static_cast<std::int64_t>(curves.last_step);
  info.elapsed_s = curves.elapsed_s;
  if (const Curve* loss = curves.find("loss")) {
    const std::size_t count = std::min(loss_window, loss->value.size());
    double sum = 0;
    for (std::size_t i = loss->value.size() - count; i < loss->value.size(); ++i) {
      sum += loss->value[i];
    }
    if (count > 0) info.loss = sum / static_cast<double>(count);
  }
  const auto best = [&](const char* name) -> std::optional<double> {
    const Curve* curve = curves.find(name);
    if (!curve || curve->value.empty()) return std::nullopt;
    return std::ranges::max(curve->value);
  };
  info.best_psnr_db = best("val_psnr_db");
  info.best_dice = best("val_dice");
}

}  // namespace

Result<RunInfo> read_run_info(const fs::path& run_folder, JobContext& job) {
  if (!holds_run(run_folder)) return no_run(run_folder);
  RunInfo info;
  info.folder = run_folder;
  info.name = run_folder.has_filename() ? run_folder.filename().string()
                                        : run_folder.parent_path().filename().string();
  read_config(info);
  const auto curves = read_run_curves(run_folder, job);
  if (curves) {
    read_metrics(info, *curves);
  } else if (curves.error().is_cancelled()) {
    return curves.error();
  }
  info.options = read_run_options(run_folder);
  if (auto notes = read_run_notes(run_folder)) info.notes = std::move(*notes);
  return info;
}

Result<std::vector<RunInfo>> list_runs(const fs::path& runs_folder, JobContext& job) {
  std::vector<RunInfo> runs;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(runs_folder, missing)) {
    if (!entry.is_directory() || !holds_run(entry.path())) continue;
    auto info = read_run_info(entry.path(), job);
    if (!info) return info.error();
    runs.push_back(std::move(*info));
  }
  std::ranges::sort(runs, {}, &RunInfo::name);
  return runs;
}

bool is_run_name(const std::string& name) {
  return name.find_first_not_of(' ') != std::string::npos && name != "." && name != ".." &&
         name.find('/') == std::string::npos && name.find('\\') == std::string::npos;
}

Result<void> rename_run(const fs::path& run_folder, const std::string& name) {
  if (!holds_run(run_folder)) return no_run(run_folder);
  if (!is_run_name(name)) {
    return Error{"\"" + name + "\" cannot name a run.", "Choose a name without a slash."};
  }
  const fs::path to = run_folder.parent_path() / name;
  if (fs::exists(to)) {
    return Error{to.string() + " exists already.", "Choose another name."};
  }
  std::error_code failed;
  fs::rename(run_folder, to, failed);
  if (failed) return file_error("could not be renamed", run_folder, failed.value());
  return {};
}

Result<void> delete_run(const fs::path& run_folder) {
  if (!holds_run(run_folder)) return no_run(run_folder);
  std::error_code failed;
  fs::remove_all(run_folder, failed);
  if (failed) return file_error("could not be deleted whole", run_folder, failed.value());
  return {};
}

}  // namespace transpine
