// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include "core/base/result.h"

namespace transpine {

/// The curves of a run as its metrics.jsonl holds them: (step, value).
struct RunHistory {
  std::vector<std::pair<double, double>> losses;
  std::vector<std::pair<double, double>> psnr_db;
};

/// Reads metrics.jsonl; lines that are cut off (a killed run) are left out.
Result<RunHistory> read_run_history(const std::filesystem::path& metrics_jsonl);

}  // namespace transpine
