// SPDX-License-Identifier: Apache-2.0
#include "core/training/run_config.h"

#include "core/base/atomic_file.h"
#include "core/training/training_set.h"

namespace transpine {
namespace fs = std::filesystem;

Result<RunConfig> read_run_config(const fs::path& run_folder) {
  const fs::path file = run_folder / "config.json";
  auto text = read_text(file);
  if (!text) return text.error();
  RunConfig run;
  try {
    const auto json = nlohmann::json::parse(*text);
    if (auto applied = options_of(run.options).apply(json.at("options")); !applied) {
      return Error{file.string() + ": " + applied.error().title, applied.error().remedy};
    }
    run.options.training_set = json.at("training_set").get<std::string>();
    json.at("training_slices").get_to(run.training_slices);
    json.at("model").at("spacing_mm").get_to(run.spacing_mm);
  } catch (const nlohmann::json::exception&) {
    return Error{file.string() + " is damaged, so the run's options are not known.",
                 "Start a new run under another name."};
  }
  run.options.run_folder = run_folder;
  run.options.resume = true;
  return run;
}

Result<void> check_training_set(const RunConfig& run) {
  const std::string folder = run.options.training_set.string();
  const std::string name = run.options.run_folder.filename().string();
  if (!fs::exists(run.options.training_set / "index.json")) {
    return Error{"The training set of the run " + name + " is gone: " + folder + ".",
                 "Bring it back, or start a new run under another name."};
  }
  auto set = TrainingSet::open(run.options.training_set);
  if (!set) return set.error();
  const auto slices = static_cast<std::int64_t>(set->of_split("train").size());
  if (set->spacing_mm() != run.spacing_mm || slices != run.training_slices) {
    return Error{folder + " is not the training set that the run " + name +
                     " began with: it was prepared anew with other options or subjects.",
                 "Prepare it as it was, or start a new run under another name."};
  }
  return {};
}

}  // namespace transpine
