// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <vector>

#include "core/base/options.h"
#include "core/pipeline/phantom_study.h"
#include "core/pipeline/report.h"
#include "core/pipeline/steps.h"
#include "core/training/train_run.h"

namespace transpine {

/// The whole method on a small cohort of phantoms, without a GPU.
struct DemoOptions {
  std::filesystem::path out;
  std::uint64_t seed = 1;
  int subjects = 6;  ///< One validates, one tests, the others train.
  double landmark_noise_mm = 0.5;
  std::int64_t train_steps = 0;  ///< 0 takes those of the small preset.
};

OptionList options_of(DemoOptions& options);

/// Registration with a number of landmarks a vertebra, over the cohort.
struct LandmarkTrial {
  int landmarks = 0;
  double surface_tre_mm = 0;            ///< Mean over the cohort.
  double rotation_about_spine_deg = 0;  ///< Mean absolute error of the rotation about its axis.
  std::vector<std::string> warnings;
};

struct DemoResult {
  std::vector<LandmarkTrial> trials;  ///< With 0, 1 and 2 landmarks.
  CaseScores scores;                  ///< Of the held-out phantom.
  TrainSummary training;
  std::filesystem::path report;
  std::vector<ReportTable> tables;
  double seconds = 0;
};

/// Makes the demo's phantoms and its study; keeps them when they are there and were made with the
/// same options by this version, which the study's settings say. Errors: a study that is no demo or
/// one of other options stands in the folder.
Result<Study> make_demo_cohort(const DemoOptions& options, JobContext& job);

/// Registers, trains, translates and segments the held-out phantom, evaluates and writes the report
/// into <out>/reports/report.html, which names seed, options and version. Every figure is measured
/// in this run: an earlier training of the same demo is replaced. Needs about ten minutes on
/// two cores.
Result<DemoResult> run_demo(const DemoOptions& options, JobContext& job);

}  // namespace transpine
