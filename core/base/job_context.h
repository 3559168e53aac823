// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

namespace transpine {

/// How far a job is. `fraction` is in [0, 1]; `remaining_s` is absent until it can be estimated.
struct Progress {
  double fraction = 0;
  std::string stage;
  std::optional<double> remaining_s;
};

/// A gate that a job passes between two steps and that its owner can close to pause it.
class PauseGate {
 public:
  void set_paused(bool paused);
  bool is_paused() const;
  /// Blocks while paused. Returns at once when `stop` is requested.
  void wait(const std::stop_token& stop);
  /// Whether the job has come to rest at the gate.
  bool is_waiting() const;
  /// How long the job has rested here in all, without a rest that still lasts.
  double waited_s() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  bool paused_ = false;
  bool waiting_ = false;
  double waited_s_ = 0;
};

/// What a long job gets from whoever runs it: a stop token, a pause gate, a progress sink and a log
/// sink. A default-constructed context never stops and reports nowhere. The sinks are called on
/// the job's thread. Cheap to copy; copies share the gate.
///
///     Result<Table> run(const Options& options, JobContext& job) {
///       for (int i = 0; i < n; ++i) {
///         if (!job.checkpoint((i + 0.5) / n, "Case " + std::to_string(i))) return
///         cancelled_error();
///         ...
class JobContext {
 public:
  using ProgressSink = std::function<void(const Progress&)>;
  using LogSink = std::function<void(const std::string&)>;

  JobContext() = default;
  JobContext(std::stop_token stop, ProgressSink on_progress, LogSink on_log = {},
             std::shared_ptr<PauseGate> gate = nullptr);

  bool stop_requested() const { return stop_.stop_requested(); }
  const std::stop_token& stop_token() const { return stop_; }

  /// Reports progress and waits while paused. Returns false when the job must end.
  bool checkpoint(double fraction, const std::string& stage);
  /// Only waits while paused. Returns false when the job must end.
  bool checkpoint();
  void log(const std::string& line) const;
  /// How long the job has been paused so far.
  double paused_s() const { return gate_ ? gate_->waited_s() : 0; }

  /// A context for a part of this job: its fractions [0, 1] map to [begin, end] of this one.
  JobContext part(double begin, double end, std::string prefix = {}) const;

 private:
  std::stop_token stop_;
  ProgressSink on_progress_;
  LogSink on_log_;
  std::shared_ptr<PauseGate> gate_;
  double begin_ = 0;
  double end_ = 1;
  std::string prefix_;
};

/// Estimates the remaining time from (time, fraction) reports; leaves out time spent paused.
class RemainingTime {
 public:
  using Clock = std::chrono::steady_clock;
  /// The estimate in seconds, absent before 2 % or 0.5 s of work.
  std::optional<double> update(double fraction, Clock::time_point now = Clock::now());
  void exclude(Clock::duration pause) { excluded_ += pause; }

 private:
  std::optional<Clock::time_point> start_;
  Clock::duration excluded_{0};
};

}  // namespace transpine
