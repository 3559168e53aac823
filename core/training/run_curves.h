// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"

namespace transpine {

/// One quantity of a run over its steps. All vectors are of one length and rise but for `value`.
struct Curve {
  std::vector<double> step;
  std::vector<double> elapsed_s;  ///< Training time without pauses, over all sittings.
  std::vector<double> value;
};

/// All that a run's metrics.jsonl holds as curves: "loss", "terms/<name>", "learning_rate",
/// "gradient_norm", "seconds" (of a step), "val_psnr_db" and whatever else validations measured.
struct RunCurves {
  std::map<std::string, Curve> series;
  double steps_per_epoch = 0;  ///< 0 where the run does not say.
  double last_step = 0;
  double elapsed_s = 0;

  /// Null where the run has no such series.
  const Curve* find(const std::string& name) const;
};

/// Takes over one line of metrics.jsonl; what is not a finite number is left out. A line of a step
/// before the last one begins the run's later part anew, as a resumed run does.
void add_metrics(RunCurves& curves, const nlohmann::json& line);

/// Reads metrics.jsonl and config.json of a run folder; lines that are cut off (a killed run) are
/// left out. Errors: no metrics, stopped.
Result<RunCurves> read_run_curves(const std::filesystem::path& run_folder, JobContext& job);

/// What a curve is drawn over.
enum class CurveAxis { step, epoch, time };

/// The places of a curve's values; steps where the run has no epochs.
std::vector<double> places_of(const Curve& curve, CurveAxis axis, double steps_per_epoch);

/// A run's curves with its name.
struct NamedCurves {
  std::string run;
  RunCurves curves;
};

/// Table "run,series,step,epoch,elapsed_s,value,smoothed" of the given series of all runs; all
/// series where none are named. `smoothing` as in debiased_average().
std::string curves_csv(const std::vector<NamedCurves>& runs, const std::vector<std::string>& series,
                       double smoothing);

}  // namespace transpine
