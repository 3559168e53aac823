// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace transpine {

/// metrics.jsonl of a run: one JSON object with a "step" per line, flushed line by line so that it
/// can be followed while it grows.
class MetricsFile {
 public:
  /// Opens for appending; lines of steps after `last_step`, which a resumed run does again, and
  /// torn lines are removed first.
  static Result<MetricsFile> open(const std::filesystem::path& path, std::int64_t last_step);

  Result<void> append(const nlohmann::json& line);

  /// The time that the kept lines tell of.
  struct Spent {
    double elapsed_s = 0;
    double validation_s = 0;
    double last_validation_s = 0;
  };
  const Spent& spent() const { return spent_; }

 private:
  void count(const nlohmann::json& line);

  std::filesystem::path path_;
  Spent spent_;
  std::ofstream out_;
};

}  // namespace transpine
