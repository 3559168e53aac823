// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/result_cohort.h"

#include "core/base/atomic_file.h"
#include "core/pipeline/provenance.h"
#include "core/pipeline/result_files.h"
#include "core/pipeline/steps.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

/// Whether all files are there and the provenance among them says the same origin.
bool is_up_to_date(const std::vector<fs::path>& files, const fs::path& sidecar,
                   const Result<nlohmann::json>& wanted) {
  if (!wanted) return false;
  for (const fs::path& file : files) {
    if (!fs::exists(file)) return false;
  }
  const auto text = read_text(sidecar);
  if (!text) return false;
  const auto found = nlohmann::json::parse(*text, nullptr, false);
  return found.is_object() && same_origin(found, *wanted) &&
         found.value("segmenter", nlohmann::json()) == wanted->value("segmenter", nlohmann::json());
}

template <class T>
CohortOutcome outcome_of(const std::string& subject, const Result<T>& result) {
  return {subject, false, result ? std::string() : result.error().message()};
}

/// A step that skips what is up to date and tells what became of the others.
template <class IsDone, class Do>
auto step_of(const SubjectChoice& cohort, IsDone is_done, Do work,
             const std::function<void(const CohortOutcome&)>& on_subject) {
  return [=, &cohort, &on_subject](const std::string& subject, JobContext& job) {
    CohortOutcome outcome{subject, true, {}};
    if (cohort.again || !is_done(subject)) outcome = outcome_of(subject, work(subject, job));
    if (on_subject && !job.stop_requested()) on_subject(outcome);
    return outcome;
  };
}

}  // namespace

Result<std::vector<std::string>> subjects_to_translate(const Study& study,
                                                       const SubjectChoice& cohort) {
  return chosen_subjects(
      study, cohort, [](const Subject& subject) { return !subject.path_of(Role::mr).empty(); },
      Error{study.folder().string() + " holds no MR.", "Add subjects with MRs to the study."});
}

Result<std::vector<std::string>> subjects_to_segment(const Study& study, const std::string& run,
                                                     const SubjectChoice& cohort) {
  return chosen_subjects(
      study, cohort,
      [&](const Subject& subject) { return fs::exists(result_files(study, run, subject.id).sct); },
      Error{study.results_folder(run).string() + " holds no result of a subject.",
            "Translate subjects with that run first, or check its name."});
}

Result<CohortCounts> translate_study(const Study& study, const std::string& run,
                                     TranslateOptions options, const SubjectChoice& cohort,
                                     JobContext& job,
                                     const std::function<void(const CohortOutcome&)>& on_subject) {
  const auto subjects = subjects_to_translate(study, cohort);
  if (!subjects) return subjects.error();
  if (options.model.empty()) options.model = study.runs_folder() / run;
  const auto translator = make_translator(options);
  if (!translator) return translator.error();
  SliceTranslator& model = **translator;
  const auto is_done = [&](const std::string& subject) {
    const ResultFiles files = result_files(study, run, subject);
    return is_up_to_date({files.sct, files.sct_iso}, files.sidecar,
                         translation_provenance(model, study, subject, options));
  };
  const auto work = [&](const std::string& subject, JobContext& part) {
    return translate_subject_with(model, study, run, subject, options, part);
  };
  return over_cohort(study.reports_folder() / ("translation_" + run + ".jsonl"), *subjects,
                     step_of(cohort, is_done, work, on_subject), job);
}

Result<CohortCounts> segment_study(const Study& study, const std::string& run,
                                   const SegmentOptions& options, const SubjectChoice& cohort,
                                   JobContext& job,
                                   const std::function<void(const CohortOutcome&)>& on_subject) {
  const auto subjects = subjects_to_segment(study, run, cohort);
  if (!subjects) return subjects.error();
  const auto made = make_spine_segmenter(options);
  if (!made) return made.error();
  SpineSegmenter& segmenter = **made;
  const auto is_done = [&](const std::string& subject) {
    const ResultFiles files = result_files(study, run, subject);
    return is_up_to_date({files.vertebrae, files.subregions}, files.masks_sidecar,
                         segmentation_provenance(segmenter, study, run, subject, options));
  };
  const auto work = [&](const std::string& subject, JobContext& part) {
    return segment_subject_with(segmenter, study, run, subject, options, part);
  };
  return over_cohort(study.reports_folder() / ("segmentation_" + run + ".jsonl"), *subjects,
                     step_of(cohort, is_done, work, on_subject), job);
}

}  // namespace transpine
