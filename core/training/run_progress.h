// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

namespace transpine {

/// What a run knows of its own course, beyond the step: part of each checkpoint.
struct RunProgress {
  std::optional<double> best_score;  ///< Of all validations.
  std::int64_t best_step = 0;
  std::int64_t validations_since_best = 0;
  std::int64_t skipped_steps = 0;  ///< That failed and changed nothing.
  std::int64_t failed_in_row = 0;  ///< Of them, up to the last step.

  void note_validation(std::int64_t step, double score);
  void note_step(bool failed);
  /// Whether `patience` validations in a row were no better than the best; never for 0.
  bool stops_early(std::int64_t patience) const;
};

nlohmann::json to_json(const RunProgress& progress);
/// What is missing keeps its start: older checkpoints know less.
RunProgress run_progress_from(const nlohmann::json& json);

}  // namespace transpine
