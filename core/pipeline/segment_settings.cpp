// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/segment_settings.h"

namespace transpine {
namespace {

constexpr const char* kKey = "segment";

}  // namespace

SegmentOptions study_segment_options(const Study& study) {
  SegmentOptions options;
  const OptionList list = options_of(options);
  const auto kept = study.settings().find(kKey);
  if (kept == study.settings().end() || !kept->is_object()) return options;
  for (const auto& [key, value] : kept->items()) {
    // One value that is not understood does not cost the others; places are of earlier versions.
    if (key == "level" || key == "at") continue;
    if (const Option* option = list.find(key)) (void)option->set(value);
  }
  return options;
}

void keep_segment_options(Study& study, const SegmentOptions& options) {
  SegmentOptions defaults, kept = options;
  // Named from wherever the program was started.
  if (!kept.model.empty()) kept.model = std::filesystem::absolute(kept.model);
  if (std::filesystem::exists(kept.command)) {
    kept.command = std::filesystem::absolute(kept.command).string();
  }
  const nlohmann::json usual = options_of(defaults).to_json();
  nlohmann::json changed = nlohmann::json::object();
  const nlohmann::json values = options_of(kept).to_json();
  // The place of a level is one subject's.
  for (const auto& [key, value] : values.items()) {
    if (value != usual.at(key) && key != "level" && key != "at") changed[key] = value;
  }
  if (changed.empty()) {
    study.settings().erase(kKey);
  } else {
    study.settings()[kKey] = std::move(changed);
  }
}

Result<void> fill_from_study(SegmentOptions& options, const Study& study,
                             const std::set<std::string>& given) {
  SegmentOptions own = study_segment_options(study);
  const OptionList list = options_of(options);
  const nlohmann::json values = options_of(own).to_json();
  for (const auto& [key, value] : values.items()) {
    if (given.contains(key)) continue;
    if (auto set = list.find(key)->set(value); !set) return set;
  }
  return {};
}

}  // namespace transpine
