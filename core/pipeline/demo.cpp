// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/demo.h"

#include <chrono>
#include <cmath>
#include <cstdio>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/base/version.h"
#include "core/image/image_io.h"
#include "core/landmarks/spine_labels.h"
#include "core/phantom/surface_tre.h"
#include "core/pipeline/demo_report.h"
#include "core/pipeline/prepare_study.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

constexpr char kRun[] = "ddim-image";
constexpr char kDemoSetting[] = "demo";

/// What the demo's figures depend on. Where its folder lies is not a part of it.
nlohmann::json cohort_settings(DemoOptions options) {
  nlohmann::json settings = options_of(options).to_json();
  settings.erase("out");
  settings["version"] = kVersion;
  return settings;
}

/// The demo that is there already. Its cohort and its run are replaced or reported as this demo's,
/// so it must be one, and of the same options.
Result<Study> open_demo_cohort(const DemoOptions& options) {
  auto study = Study::open(options.out);
  if (!study) return study.error();
  const std::string file = study->file().string();
  const nlohmann::json& settings = study->settings();
  if (!settings.is_object() || !settings.contains(kDemoSetting)) {
    return Error{file + " is a study, but not one that the demo made.",
                 "Choose a new folder for the demo: it would replace the study's runs."};
  }
  const nlohmann::json& made = settings.at(kDemoSetting);
  const nlohmann::json wanted = cohort_settings(options);
  if (made == wanted) return study;
  std::string differences;
  for (const auto& [key, value] : wanted.items()) {
    const nlohmann::json before = made.is_object() ? made.value(key, nlohmann::json()) : made;
    if (before == value) continue;
    differences += (differences.empty() ? "" : ", ") + key + " " + json_text(before) +
                   " instead of " + json_text(value);
  }
  return Error{file + " holds a demo of other settings: " + differences + ".",
               "Choose another folder, the same settings, or remove this folder first."};
}

RegistrationOptions with_landmarks(int landmarks) {
  RegistrationOptions options;
  options.subregions = {subregion::kBody};
  if (landmarks == 2) options.subregions.push_back(subregion::kSpinousProcess);
  return options;
}

// The part of the rotation error that turns about the head-foot axis.
double rotation_about_spine_deg(const Rigid3& estimated, const Rigid3& truth) {
  const Eigen::Quaterniond error = (truth.inverse() * estimated).rotation();
  return 2 * std::atan2(error.z(), error.w()) * 180 / M_PI;
}

struct TrialCase {
  double surface_tre_mm;
  double rotation_deg;
  std::vector<std::string> warnings;
};

Result<TrialCase> try_registration(const Study& study, const Subject& subject, int landmarks) {
  auto mask = read_image(subject.path_of(Role::mr_vertebrae));
  if (!mask) return mask.error();
  auto truth = read_phantom_truth(subject.path_of(Role::mr_vertebrae).parent_path() /
                                  (subject.id + "_truth.json"));
  if (!truth) return truth.error();
  TrialCase trial;
  Rigid3 ct_from_mr;
  if (landmarks == 0) {
    auto ct = read_image(subject.path_of(Role::ct));
    if (!ct) return ct.error();
    ct_from_mr = centre_to_centre(mask->volume.grid(), ct->volume.grid());
  } else {
    // The last one written, with two landmarks, is what the study goes on with.
    auto result = register_subject(study, subject.id, with_landmarks(landmarks));
    if (!result) return result.error();
    ct_from_mr = result->ct_from_mr;
    trial.warnings = result->warnings;
  }
  trial.surface_tre_mm = mean_surface_tre_mm(mask->volume, ct_from_mr, *truth);
  trial.rotation_deg = std::abs(
      rotation_about_spine_deg(ct_from_mr, std::next(truth->begin(), truth->size() / 2)->second));
  return trial;
}

Result<std::vector<LandmarkTrial>> run_trials(const Study& study, JobContext& job) {
  std::vector<LandmarkTrial> trials;
  const double n = static_cast<double>(study.subjects().size());
  for (const int landmarks : {0, 1, 2}) {
    LandmarkTrial trial;
    trial.landmarks = landmarks;
    double done = 0;
    for (const Subject& subject : study.subjects()) {
      if (!job.checkpoint((landmarks + done++ / n) / 3,
                          subject.id + ", " + std::to_string(landmarks) + " landmarks")) {
        return cancelled_error();
      }
      auto one = try_registration(study, subject, landmarks);
      if (!one) return one.error();
      trial.surface_tre_mm += one->surface_tre_mm / n;
      trial.rotation_about_spine_deg += one->rotation_deg / n;
      if (trial.warnings.empty()) trial.warnings = one->warnings;
    }
    trials.push_back(std::move(trial));
  }
  return trials;
}

Result<TrainSummary> train_model(const Study& study, const DemoOptions& options,
                                 std::vector<std::pair<double, double>>& losses, JobContext& job) {
  JobContext preparing = job.part(0, 0.05, "prepare");
  PrepareOptions prepare_options;
  prepare_options.spacing_mm = demo_phantom_options().mr_in_plane_mm;
  auto training_set = prepare_study(study, prepare_options, preparing);
  if (!training_set) return training_set.error();
  TrainOptions train_options = demo_train_options();
  train_options.training_set = *training_set;
  train_options.run_folder = study.runs_folder() / kRun;
  train_options.seed = options.seed;
  if (options.train_steps > 0) train_options.steps = options.train_steps;
  // A demo starts anew: figures must come out of this run.
  std::error_code code;
  fs::remove_all(train_options.run_folder, code);
  TrainCallbacks callbacks;
  callbacks.on_step = [&](const TrainStep& step) {
    losses.emplace_back(static_cast<double>(step.step), step.loss);
  };
  JobContext training = job.part(0.05, 1);
  return train(train_options, callbacks, training);
}

}  // namespace

OptionList options_of(DemoOptions& options) {
  OptionList list;
  list.add(options.out, {.key = "out", .label = "Folder", .help = "Folder of the demo study."});
  list.add(options.seed, {.key = "seed",
                          .label = "Seed",
                          .help = "Seed of the phantoms and of the training.",
                          .min = 0});
  list.add(options.subjects, {.key = "subjects",
                              .label = "Subjects",
                              .help = "Phantoms; one validates, one tests, the others train.",
                              .min = 3,
                              .max = 100});
  list.add(options.landmark_noise_mm,
           {.key = "landmark_noise_mm",
            .label = "Landmark noise",
            .help = "Standard deviation of the landmarks' error in each coordinate and image.",
            .unit = "mm",
            .min = 0,
            .max = 20});
  list.add(options.train_steps, {.key = "train_steps",
                                 .label = "Training steps",
                                 .help = "Optimiser steps; 0 takes those of the small preset.",
                                 .min = 0,
                                 .max = 1000000,
                                 .level = OptionSpec::Level::advanced});
  return list;
}

Result<Study> make_demo_cohort(const DemoOptions& options, JobContext& job) {
  if (fs::exists(Study(options.out).file())) return open_demo_cohort(options);
  if (auto ready = ensure_writable_folder(options.out); !ready) return ready.error();
  PhantomOptions phantom = demo_phantom_options();
  phantom.seed = options.seed;
  phantom.landmark_noise_mm = options.landmark_noise_mm;
  return make_phantom_study(options.out, phantom, {options.subjects, 1, 1}, job,
                            {{kDemoSetting, cohort_settings(options)}});
}

Result<DemoResult> run_demo(const DemoOptions& options, JobContext& job) {
  const auto start = std::chrono::steady_clock::now();
  DemoResult result;
  JobContext cohort = job.part(0, 0.08, "Phantoms");
  auto study = make_demo_cohort(options, cohort);
  if (!study) return study.error();
  JobContext registering = job.part(0.08, 0.12, "Register");
  auto trials = run_trials(*study, registering);
  if (!trials) return trials.error();
  result.trials = std::move(trials).value();

  std::vector<std::pair<double, double>> losses;
  JobContext training = job.part(0.12, 0.85, "Train");
  auto summary = train_model(*study, options, losses, training);
  if (!summary) return summary.error();
  result.training = *summary;

  const std::string subject = study->subjects().back().id;
  JobContext translating = job.part(0.85, 0.93, "Translate");
  if (auto done = translate_subject(*study, kRun, subject, demo_translate_options(), translating);
      !done) {
    return done.error();
  }
  JobContext segmenting = job.part(0.93, 0.95, "Segment");
  if (auto done = segment_subject(*study, kRun, subject, {}, segmenting); !done) {
    return done.error();
  }
  JobContext evaluating = job.part(0.95, 0.98, "Evaluate");
  auto scores = evaluate_subject(*study, kRun, subject, {}, evaluating);
  if (!scores) return scores.error();
  result.scores = std::move(scores).value();
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  result.tables = demo_tables(result);
  if (!job.checkpoint(0.98, "Report")) return cancelled_error();
  auto report = write_demo_report(*study, options, result, losses);
  if (!report) return report.error();
  result.report = *report;
  (void)job.checkpoint(1, "Done");
  return result;
}

}  // namespace transpine
