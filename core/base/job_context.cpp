// SPDX-License-Identifier: Apache-2.0
#include "core/base/job_context.h"

#include <algorithm>
#include <utility>

namespace transpine {

void PauseGate::set_paused(bool paused) {
  {
    const std::lock_guard lock(mutex_);
    paused_ = paused;
  }
  changed_.notify_all();
}

bool PauseGate::is_paused() const {
  const std::lock_guard lock(mutex_);
  return paused_;
}

void PauseGate::wait(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  if (!paused_) return;
  const auto start = std::chrono::steady_clock::now();
  waiting_ = true;
  changed_.wait(lock, stop, [this] { return !paused_; });
  waiting_ = false;
  waited_s_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

bool PauseGate::is_waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_;
}

double PauseGate::waited_s() const {
  const std::lock_guard lock(mutex_);
  return waited_s_;
}

JobContext::JobContext(std::stop_token stop, ProgressSink on_progress, LogSink on_log,
                       std::shared_ptr<PauseGate> gate)
    : stop_(std::move(stop)),
      on_progress_(std::move(on_progress)),
      on_log_(std::move(on_log)),
      gate_(std::move(gate)) {}

bool JobContext::checkpoint(double fraction, const std::string& stage) {
  if (on_progress_) {
    Progress progress;
    progress.fraction = begin_ + (end_ - begin_) * std::clamp(fraction, 0.0, 1.0);
    progress.stage = prefix_.empty() ? stage : prefix_ + ": " + stage;
    on_progress_(progress);
  }
  return checkpoint();
}

bool JobContext::checkpoint() {
  if (gate_) gate_->wait(stop_);
  return !stop_requested();
}

void JobContext::log(const std::string& line) const {
  if (on_log_) on_log_(line);
}

JobContext JobContext::part(double begin, double end, std::string prefix) const {
  JobContext part = *this;
  part.begin_ = begin_ + (end_ - begin_) * begin;
  part.end_ = begin_ + (end_ - begin_) * end;
  if (!prefix.empty()) part.prefix_ = prefix_.empty() ? std::move(prefix) : prefix_ + ": " + prefix;
  return part;
}

std::optional<double> RemainingTime::update(double fraction, Clock::time_point now) {
  if (!start_) start_ = now;
  const double elapsed_s = std::chrono::duration<double>(now - *start_ - excluded_).count();
  if (fraction < 0.02 || elapsed_s < 0.5) return std::nullopt;
  return std::max(0.0, elapsed_s * (1 - fraction) / fraction);
}

}  // namespace transpine
