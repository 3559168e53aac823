// SPDX-License-Identifier: Apache-2.0
#include "core/training/run_recorder.h"

#include <cmath>

namespace transpine {
namespace {

/// TensorBoard groups by what stands before a slash.
std::string event_tag(const std::string& key) {
  return key.starts_with("val_") ? "validation/" + key.substr(4) : "train/" + key;
}

std::vector<EventScalar> scalars_of(const nlohmann::json& line) {
  std::vector<EventScalar> scalars;
  for (const auto& [key, value] : line.items()) {
    if (value.is_number() && key != "step") {
      scalars.emplace_back(event_tag(key), value.get<double>());
    } else if (value.is_object()) {
      for (const auto& [term, part] : value.items()) {
        if (part.is_number()) scalars.emplace_back(key + "/" + term, part.get<double>());
      }
    }
  }
  return scalars;
}

}  // namespace

nlohmann::json metrics_line(const TrainStep& step) {
  // A NaN has no JSON number: it becomes null.
  nlohmann::json line{{"step", step.step},
                      {"loss", step.loss},
                      {"learning_rate", step.learning_rate},
                      {"gradient_norm", step.gradient_norm},
                      {"seconds", step.seconds},
                      {"elapsed_s", step.elapsed_s}};
  if (step.ema_decay) line["ema_decay"] = *step.ema_decay;
  if (step.loss_scale) line["loss_scale"] = *step.loss_scale;
  if (!step.failure.empty()) line["failure"] = step.failure;
  for (const LossTerm& term : step.terms) line["terms"][term.name] = term.value;
  return line;
}

nlohmann::json metrics_line(const TrainValidation& validation) {
  nlohmann::json line{{"step", validation.step},
                      {"validation_s", validation.seconds},
                      {"elapsed_s", validation.elapsed_s}};
  add_scores(line, validation);
  return line;
}

RunRecorder::RunRecorder(const JobContext& job, MetricsFile metrics, EventFile events)
    : job_(&job),
      metrics_(std::move(metrics)),
      events_(std::move(events)),
      paused_before_s_(job.paused_s()) {}

Result<RunRecorder> RunRecorder::open(const std::filesystem::path& run_folder,
                                      std::int64_t last_step, const JobContext& job) {
  auto metrics = MetricsFile::open(run_folder / "metrics.jsonl", last_step);
  if (!metrics) return metrics.error();
  auto events = EventFile::start(run_folder, last_step);
  if (!events) return events.error();
  const MetricsFile::Spent spent = metrics->spent();
  RunRecorder recorder(job, std::move(*metrics), std::move(*events));
  recorder.earlier_s_ = spent.elapsed_s;
  recorder.validation_s_ = spent.validation_s;
  recorder.last_validation_s_ = spent.last_validation_s;
  return recorder;
}

double RunRecorder::elapsed_s() const {
  const std::chrono::duration<double> sitting = std::chrono::steady_clock::now() - start_;
  return earlier_s_ + sitting.count() - (job_->paused_s() - paused_before_s_);
}

bool RunRecorder::has_time_to_validate(double share) const {
  if (last_validation_s_ == 0) return true;
  return validation_s_ + last_validation_s_ <= share * (elapsed_s() + last_validation_s_);
}

Result<void> RunRecorder::note(const TrainStep& step) {
  return write(step.step, metrics_line(step));
}

Result<void> RunRecorder::note(const TrainValidation& validation) {
  validation_s_ += validation.seconds;
  last_validation_s_ = validation.seconds;
  return write(validation.step, metrics_line(validation));
}

Result<void> RunRecorder::write(std::int64_t step, const nlohmann::json& line) {
  if (auto written = metrics_.append(line); !written) return written;
  return events_.append(step, scalars_of(line));
}

}  // namespace transpine
