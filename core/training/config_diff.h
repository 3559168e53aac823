// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace transpine {

/// An option in which runs differ: one value for each run, null where a run does not have it.
struct ConfigDifference {
  std::string key;
  std::vector<nlohmann::json> values;
};

/// Where the given configurations ("options" of config.json) differ, by key. What says only where
/// or how a run was started (resume, device) is no difference.
std::vector<ConfigDifference> config_differences(const std::vector<nlohmann::json>& options);

/// "options" of a run's config.json with the training set it names; an empty object where it cannot
/// be read.
nlohmann::json read_run_options(const std::filesystem::path& run_folder);

/// A value as a table shows it: text without quotes, a list with commas, "" for null.
std::string value_text(const nlohmann::json& value);

}  // namespace transpine
