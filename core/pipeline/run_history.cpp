// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/run_history.h"

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/atomic_file.h"

namespace transpine {

Result<RunHistory> read_run_history(const std::filesystem::path& metrics_jsonl) {
  auto text = read_text(metrics_jsonl);
  if (!text) return text.error();
  RunHistory history;
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("step") || !json["step"].is_number()) continue;
    const double step = json["step"].get<double>();
    const auto add = [&](const char* key, auto& curve) {
      if (json.contains(key) && json[key].is_number()) {
        curve.emplace_back(step, json[key].template get<double>());
      }
    };
    add("loss", history.losses);
    add("val_psnr_db", history.psnr_db);
  }
  return history;
}

}  // namespace transpine
