// SPDX-License-Identifier: Apache-2.0
#include "app/cli/output.h"
#include "core/base/json_text.h"

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <iostream>

namespace transpine {
namespace {

constexpr std::chrono::milliseconds kProgressInterval{125};
constexpr int kBarWidth = 24;

std::string bar(double fraction) {
  const int filled = static_cast<int>(std::lround(fraction * kBarWidth));
  return "[" + std::string(filled, '#') + std::string(kBarWidth - filled, '.') + "]";
}

}  // namespace

std::string duration_text(double seconds) {
  const long total = std::lround(seconds);
  char text[32];
  if (total >= 3600) {
    std::snprintf(text, sizeof text, "%ld h %02ld min", total / 3600, total % 3600 / 60);
  } else if (total >= 60) {
    std::snprintf(text, sizeof text, "%ld min %02ld s", total / 60, total % 60);
  } else {
    std::snprintf(text, sizeof text, "%ld s", total);
  }
  return text;
}

Output::Output(bool json) : json_(json), terminal_(!json && ::isatty(STDERR_FILENO)) {}

Output::~Output() {
  finish_progress();
}

void Output::text(const std::string& line) {
  if (json_) return;
  const std::lock_guard lock(mutex_);
  clear_progress_line();
  std::cout << line << '\n' << std::flush;
}

void Output::event(const nlohmann::json& event) {
  if (!json_) return;
  const std::lock_guard lock(mutex_);
  std::cout << json_text(event) << '\n' << std::flush;
}

void Output::warning(const std::string& line) {
  if (json_) {
    event({{"event", "warning"}, {"text", line}});
    return;
  }
  const std::lock_guard lock(mutex_);
  clear_progress_line();
  std::cerr << "Warning: " << line << '\n';
}

void Output::progress(const Progress& progress) {
  const std::lock_guard lock(mutex_);
  Progress shown = progress;
  shown.remaining_s = remaining_.update(progress.fraction);
  const auto now = Clock::now();
  if (now - last_progress_ < kProgressInterval && progress.fraction < 1) {
    held_back_ = shown;
    return;
  }
  last_progress_ = now;
  held_back_.reset();
  write_progress(shown);
}

void Output::finish_progress() {
  const std::lock_guard lock(mutex_);
  if (held_back_) write_progress(*held_back_);
  held_back_.reset();
  if (line_open_) std::cerr << '\n';
  line_open_ = false;
}

void Output::write_progress(const Progress& progress) {
  if (json_) {
    nlohmann::json event{
        {"event", "progress"}, {"fraction", progress.fraction}, {"stage", progress.stage}};
    if (progress.remaining_s) event["remaining_s"] = *progress.remaining_s;
    std::cout << json_text(event) << '\n' << std::flush;
  } else if (terminal_) {
    std::string line =
        bar(progress.fraction) + " " + std::to_string(std::lround(progress.fraction * 100)) + " %";
    if (progress.remaining_s) line += ", " + duration_text(*progress.remaining_s) + " left";
    std::cerr << "\r\033[K" << line << "  " << progress.stage << std::flush;
    line_open_ = true;
  }
}

void Output::clear_progress_line() {
  if (!line_open_) return;
  std::cerr << "\r\033[K" << std::flush;
  line_open_ = false;
}

}  // namespace transpine
