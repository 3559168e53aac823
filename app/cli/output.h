// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <mutex>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/base/job_context.h"

namespace transpine {

/// What a verb says: lines for people on a terminal, or JSON lines on stdout with --json. Progress
/// goes to stderr as one line that is rewritten, and only on a terminal; with --json as events, at
/// most eight a second, the last one never lost. Safe to call from several threads.
class Output {
 public:
  explicit Output(bool json);
  ~Output();

  bool is_json() const { return json_; }
  /// A line for people; silent with --json.
  void text(const std::string& line);
  /// A JSON line; silent without --json.
  void event(const nlohmann::json& event);
  void warning(const std::string& line);
  void progress(const Progress& progress);
  /// Ends the progress line, so that other text starts on a line of its own.
  void finish_progress();

 private:
  using Clock = std::chrono::steady_clock;

  void write_progress(const Progress& progress);
  void clear_progress_line();

  const bool json_;
  const bool terminal_;
  std::mutex mutex_;
  RemainingTime remaining_;
  Clock::time_point last_progress_{};
  std::optional<Progress> held_back_;
  bool line_open_ = false;
};

/// "1 h 05 min", "2 min 10 s", "8 s".
std::string duration_text(double seconds);

}  // namespace transpine
