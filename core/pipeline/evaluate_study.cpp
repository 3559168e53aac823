// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/evaluate_study.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/csv_text.h"
#include "core/landmarks/spine_labels.h"
#include "core/pipeline/provenance.h"
#include "core/pipeline/result_files.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

std::optional<json> read_scores_file(const fs::path& file) {
  const auto text = read_text(file);
  if (!text) return std::nullopt;
  json document = json::parse(*text, nullptr, false);
  return document.is_object() ? std::optional(std::move(document)) : std::nullopt;
}

/// Scores that were made of the same inputs with the same options.
std::optional<CaseScores> kept_scores(const Study& study, const std::string& run,
                                      const std::string& subject,
                                      const EvaluationOptions& options) {
  const auto document = read_scores_file(result_files(study, run, subject).scores);
  if (!document || !document->contains("provenance")) return std::nullopt;
  const auto provenance = score_provenance(study, run, subject, options);
  if (!provenance) return std::nullopt;
  if (!same_origin(document->at("provenance"), *provenance)) return std::nullopt;
  auto scores = case_scores_from_json(*document);
  return scores ? std::optional(std::move(*scores)) : std::nullopt;
}

EvaluatedSubject evaluated(const Study& study, const std::string& run, const std::string& subject,
                           const EvaluateStudyOptions& options, JobContext& job) {
  EvaluatedSubject outcome{subject, false, {}, {}};
  if (!options.again) {
    if (auto kept = kept_scores(study, run, subject, options.evaluation)) {
      outcome.kept = true;
      outcome.scores = std::move(*kept);
      return outcome;
    }
  }
  auto scores = evaluate_subject(study, run, subject, options.evaluation, job);
  if (scores) {
    outcome.scores = std::move(*scores);
  } else {
    outcome.error = scores.error().message();
    // Figures of other files would be taken for its own.
    std::error_code ignored;
    if (!job.stop_requested()) fs::remove(result_files(study, run, subject).scores, ignored);
  }
  return outcome;
}

json figures_of(const CaseScores& scores) {
  json figures = json::object();
  for (const CaseFigure& figure : case_figures()) {
    if (const auto value = figure.value(scores)) figures[figure.key] = *value;
  }
  return figures;
}

std::string table_of_run(const Study& study, const std::string& run) {
  std::vector<CaseScores> all;
  for (const Subject& subject : study.subjects()) {
    const auto document = read_scores_file(result_files(study, run, subject.id).scores);
    if (!document) continue;
    auto scores = case_scores_from_json(*document);
    if (!scores) continue;
    for (CaseFigures* figures :
         {static_cast<CaseFigures*>(&*scores), scores->isotropic ? &*scores->isotropic : nullptr}) {
      if (!figures || !figures->quality) continue;
      figures->quality->psnr_db_per_slice = {};
      figures->quality->ssim_per_slice = {};
    }
    all.push_back(std::move(*scores));
  }
  return scores_csv(all);
}

}  // namespace

OptionList options_of(EvaluateStudyOptions& options) {
  OptionList list = options_of(options.evaluation);
  list.append(options_of(static_cast<SubjectChoice&>(options)));
  return list;
}

Result<std::vector<std::string>> subjects_to_evaluate(const Study& study, const std::string& run,
                                                      const EvaluateStudyOptions& options) {
  return chosen_subjects(
      study, options,
      [&](const Subject& subject) { return fs::exists(result_files(study, run, subject.id).sct); },
      Error{study.results_folder(run).string() + " holds no result of a subject.",
            "Translate subjects with that run first, or check its name."});
}

Result<EvaluatedStudy> evaluate_study(
    const Study& study, const std::string& run, const EvaluateStudyOptions& options,
    JobContext& job, const std::function<void(const EvaluatedSubject&)>& on_subject) {
  const auto subjects = subjects_to_evaluate(study, run, options);
  if (!subjects) return subjects.error();
  const auto counts = over_cohort(
      study.reports_folder() / ("evaluation_" + run + ".jsonl"), *subjects,
      [&](const std::string& subject, JobContext& part) {
        const EvaluatedSubject outcome = evaluated(study, run, subject, options, part);
        if (on_subject && !part.stop_requested()) on_subject(outcome);
        return CohortOutcome{subject, outcome.kept, outcome.error, figures_of(outcome.scores)};
      },
      job);
  if (!counts) return counts.error();
  EvaluatedStudy result{counts->done, counts->kept, counts->failed,
                        study.reports_folder() / ("evaluation_" + run + ".csv")};
  auto written = write_text_atomically(result.table, table_of_run(study, run));
  if (!written) return written.error();
  return result;
}

std::string scores_csv(const std::vector<CaseScores>& scores) {
  const bool isotropic = std::any_of(scores.begin(), scores.end(),
                                     [](const CaseScores& s) { return s.isotropic.has_value(); });
  const auto from_head = [](int a, int b) { return is_cranial_to(a, b); };
  std::set<int, decltype(from_head)> vertebrae(from_head);
  for (const CaseScores& one : scores) {
    if (!one.dice) continue;
    for (const auto& [label, value] : one.dice->per_vertebra) vertebrae.insert(label);
  }
  std::ostringstream text;
  text << "subject,model";
  for (const char* suffix : {"", "_iso"}) {
    if (*suffix && !isotropic) continue;
    for (const CaseFigure& figure : case_figures()) text << ',' << figure.key << suffix;
  }
  for (const int label : vertebrae) text << ",dice_" << vertebra_name(label);
  text << ",notes\n";
  const auto write = [&](const std::optional<double>& value) {
    text << ',';
    if (value) text << *value;
  };
  for (const CaseScores& one : scores) {
    text << csv_field(one.subject) << ',' << csv_field(one.run);
    for (const CaseFigure& figure : case_figures()) write(figure.value(one));
    if (isotropic) {
      const CaseFigures none;
      for (const CaseFigure& figure : case_figures()) {
        write(figure.value(one.isotropic ? *one.isotropic : none));
      }
    }
    for (const int label : vertebrae) {
      const bool there = one.dice && one.dice->per_vertebra.contains(label);
      write(there ? one.dice->per_vertebra.at(label) : std::nullopt);
    }
    std::string notes;
    for (const auto& note : one.notes) notes += (notes.empty() ? "" : " ") + note;
    text << ',' << csv_field(notes) << '\n';
  }
  return text.str();
}

}  // namespace transpine
