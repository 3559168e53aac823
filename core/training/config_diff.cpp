// SPDX-License-Identifier: Apache-2.0
#include "core/training/config_diff.h"

#include <algorithm>
#include <set>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"

namespace transpine {
namespace {

const std::set<std::string> kNoSettings{"resume", "device"};

}  // namespace

std::vector<ConfigDifference> config_differences(const std::vector<nlohmann::json>& options) {
  std::set<std::string> keys;
  for (const auto& one : options) {
    for (const auto& [key, value] : one.items()) {
      if (!kNoSettings.contains(key)) keys.insert(key);
    }
  }
  std::vector<ConfigDifference> differences;
  for (const std::string& key : keys) {
    ConfigDifference row{key, {}};
    for (const auto& one : options) row.values.push_back(one.value(key, nlohmann::json()));
    const bool same = std::ranges::all_of(
        row.values, [&](const nlohmann::json& value) { return value == row.values.front(); });
    if (!same) differences.push_back(std::move(row));
  }
  return differences;
}

nlohmann::json read_run_options(const std::filesystem::path& run_folder) {
  const auto text = read_text(run_folder / "config.json");
  if (!text) return nlohmann::json::object();
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("options") || !json["options"].is_object()) {
    return nlohmann::json::object();
  }
  nlohmann::json options = json["options"];
  if (json.contains("training_set")) options["training_set"] = json["training_set"];
  // Runs of before there was a choice name no model.
  if (!options.contains("model")) options["model"] = "ddim";
  return options;
}

std::string value_text(const nlohmann::json& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return json_text(value);
  std::string text;
  for (const auto& item : value) text += (text.empty() ? "" : ",") + value_text(item);
  return text;
}

}  // namespace transpine
