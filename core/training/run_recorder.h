// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "core/base/job_context.h"
#include "core/training/event_file.h"
#include "core/training/metrics_file.h"
#include "core/training/train_run.h"

namespace transpine {

/// A step or a validation as a line of metrics.jsonl.
nlohmann::json metrics_line(const TrainStep& step);
nlohmann::json metrics_line(const TrainValidation& validation);

/// Keeps what a training measures, in metrics.jsonl and for TensorBoard, and its time without
/// pauses over all sittings.
class RunRecorder {
 public:
  /// Goes on after `last_step`; what the files say of later steps is dropped.
  static Result<RunRecorder> open(const std::filesystem::path& run_folder, std::int64_t last_step,
                                  const JobContext& job);

  /// Training time of the run so far, without pauses.
  double elapsed_s() const;
  /// How much of it went into validations.
  double validation_s() const { return validation_s_; }
  /// Whether another validation as long as the last one keeps all of them within `share` of the
  /// time. The first one always does: nobody knows how long it takes.
  bool has_time_to_validate(double share) const;

  Result<void> note(const TrainStep& step);
  Result<void> note(const TrainValidation& validation);

 private:
  RunRecorder(const JobContext& job, MetricsFile metrics, EventFile events);
  Result<void> write(std::int64_t step, const nlohmann::json& line);

  const JobContext* job_;
  MetricsFile metrics_;
  EventFile events_;
  double earlier_s_ = 0;  ///< Of earlier sittings.
  double validation_s_ = 0;
  double last_validation_s_ = 0;
  double paused_before_s_ = 0;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace transpine
