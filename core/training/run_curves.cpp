// SPDX-License-Identifier: Apache-2.0
#include "core/training/run_curves.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <set>

#include "core/base/atomic_file.h"
#include "core/base/csv_text.h"
#include "core/training/curve_math.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

/// What says where a line belongs and is no curve itself.
const std::set<std::string> kPlaceKeys{"step", "elapsed_s", "validation_s"};

void add_value(RunCurves& curves, const std::string& name, const nlohmann::json& value) {
  if (!value.is_number() || !std::isfinite(value.get<double>())) return;
  Curve& curve = curves.series[name];
  curve.step.push_back(curves.last_step);
  curve.elapsed_s.push_back(curves.elapsed_s);
  curve.value.push_back(value.get<double>());
}

/// A run that goes on from an older checkpoint does its later steps again.
void drop_from(RunCurves& curves, double step) {
  for (auto& [name, curve] : curves.series) {
    const auto kept =
        static_cast<std::size_t>(std::ranges::lower_bound(curve.step, step) - curve.step.begin());
    curve.step.resize(kept);
    curve.elapsed_s.resize(kept);
    curve.value.resize(kept);
  }
}

double read_steps_per_epoch(const fs::path& run_folder) {
  const auto text = read_text(run_folder / "config.json");
  if (!text) return 0;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object()) return 0;
  if (json.contains("steps_per_epoch") && json["steps_per_epoch"].is_number()) {
    return json["steps_per_epoch"].get<double>();
  }
  // Runs of before told only what it follows from.
  if (!json.contains("options") || !json["options"].is_object()) return 0;
  const auto slices = json.value("training_slices", nlohmann::json());
  const auto batch = json["options"].value("batch_size", nlohmann::json());
  if (!slices.is_number() || !batch.is_number() || batch.get<double>() < 1) return 0;
  return std::ceil(slices.get<double>() / batch.get<double>());
}

std::string number(double value) {
  char text[40];
  std::snprintf(text, sizeof text, "%.9g", value);
  return text;
}

void add_rows(std::string& csv, const NamedCurves& run, const std::string& name, double smoothing) {
  const Curve& curve = *run.curves.find(name);
  const std::vector<double> smooth = debiased_average(curve.value, smoothing);
  const std::string start = csv_field(run.run) + "," + csv_field(name) + ",";
  for (std::size_t i = 0; i < curve.value.size(); ++i) {
    csv += start + number(curve.step[i]) + ",";
    if (run.curves.steps_per_epoch > 0) csv += number(curve.step[i] / run.curves.steps_per_epoch);
    csv += "," + number(curve.elapsed_s[i]) + "," + number(curve.value[i]) + "," +
           number(smooth[i]) + "\n";
  }
}

}  // namespace

const Curve* RunCurves::find(const std::string& name) const {
  const auto found = series.find(name);
  return found == series.end() ? nullptr : &found->second;
}

void add_metrics(RunCurves& curves, const nlohmann::json& line) {
  if (!line.is_object() || !line.contains("step") || !line["step"].is_number()) return;
  const double step = line["step"].get<double>();
  // The validation of a step comes after it, with the same number.
  const bool is_step = line.contains("loss");
  if (step < curves.last_step || (is_step && step == curves.last_step)) drop_from(curves, step);
  curves.last_step = step;
  const auto elapsed = line.find("elapsed_s");
  if (elapsed != line.end() && elapsed->is_number()) {
    curves.elapsed_s = elapsed->get<double>();
  } else if (line.contains("seconds") && line["seconds"].is_number()) {
    curves.elapsed_s += line["seconds"].get<double>();
  }
  for (const auto& [key, value] : line.items()) {
    if (kPlaceKeys.contains(key)) continue;
    if (key == "terms" && value.is_object()) {
      for (const auto& [term, part] : value.items()) add_value(curves, "terms/" + term, part);
    } else {
      add_value(curves, key, value);
    }
  }
}

Result<RunCurves> read_run_curves(const fs::path& run_folder, JobContext& job) {
  const fs::path file = run_folder / "metrics.jsonl";
  errno = 0;
  std::ifstream lines(file, std::ios::binary);
  if (!lines) return file_error("could not be read", file, errno ? errno : ENOENT);
  RunCurves curves;
  curves.steps_per_epoch = read_steps_per_epoch(run_folder);
  for (std::string line; std::getline(lines, line);) {
    if (job.stop_requested()) return cancelled_error();
    add_metrics(curves, nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false));
  }
  return curves;
}

std::vector<double> places_of(const Curve& curve, CurveAxis axis, double steps_per_epoch) {
  if (axis == CurveAxis::time) return curve.elapsed_s;
  std::vector<double> places = curve.step;
  if (axis == CurveAxis::epoch && steps_per_epoch > 0) {
    for (double& place : places) place /= steps_per_epoch;
  }
  return places;
}

std::string curves_csv(const std::vector<NamedCurves>& runs, const std::vector<std::string>& series,
                       double smoothing) {
  std::string csv = "run,series,step,epoch,elapsed_s,value,smoothed\n";
  for (const NamedCurves& run : runs) {
    for (const auto& [name, curve] : run.curves.series) {
      if (series.empty() || std::ranges::find(series, name) != series.end()) {
        add_rows(csv, run, name, smoothing);
      }
    }
  }
  return csv;
}

}  // namespace transpine
