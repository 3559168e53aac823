// SPDX-License-Identifier: Apache-2.0
#include "core/training/run_progress.h"

#include <cmath>

namespace transpine {

void RunProgress::note_validation(std::int64_t step, double score) {
  if (std::isnan(score) || (best_score && score <= *best_score)) {
    ++validations_since_best;
    return;
  }
  best_score = score;
  best_step = step;
  validations_since_best = 0;
}

void RunProgress::note_step(bool failed) {
  failed_in_row = failed ? failed_in_row + 1 : 0;
  if (failed) ++skipped_steps;
}

bool RunProgress::stops_early(std::int64_t patience) const {
  return patience > 0 && validations_since_best >= patience;
}

nlohmann::json to_json(const RunProgress& progress) {
  nlohmann::json json{{"validations_since_best", progress.validations_since_best},
                      {"skipped_steps", progress.skipped_steps},
                      {"failed_in_row", progress.failed_in_row}};
  if (progress.best_score) {
    json["best_score"] = *progress.best_score;
    json["best_step"] = progress.best_step;
  }
  return json;
}

RunProgress run_progress_from(const nlohmann::json& json) {
  RunProgress progress;
  if (!json.is_object()) return progress;
  // Before there were segmenters it was a PSNR.
  for (const char* key : {"best_psnr_db", "best_score"}) {
    if (json.contains(key)) progress.best_score = json.at(key).get<double>();
  }
  progress.best_step = json.value("best_step", progress.best_step);
  progress.validations_since_best =
      json.value("validations_since_best", progress.validations_since_best);
  progress.skipped_steps = json.value("skipped_steps", progress.skipped_steps);
  progress.failed_in_row = json.value("failed_in_row", progress.failed_in_row);
  return progress;
}

}  // namespace transpine
