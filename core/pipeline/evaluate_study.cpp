// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/evaluate_study.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/csv_text.h"
#include "core/landmarks/spine_labels.h"
#include "core/pipeline/result_files.h"
#include "core/pipeline/shard.h"
#include "core/project/journal.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

/// What decides the figures: options, version, and the inputs' hashes wherever they lie.
json essence_of(const json& provenance) {
  json hashes = json::object();
  for (const auto& [name, input] : provenance.at("inputs").items()) {
    hashes[name] = input.value("content_hash", input.value("path", ""));
  }
  return {{"options", provenance.at("options")},
          {"version", provenance.at("version")},
          {"inputs", hashes}};
}

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
  try {
    if (essence_of(document->at("provenance")) != essence_of(*provenance)) return std::nullopt;
  } catch (const json::exception&) {
    return std::nullopt;  // Of another version.
  }
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
  }
  return outcome;
}

json line_of(const EvaluatedSubject& outcome) {
  json line{{"subject", outcome.subject}};
  if (!outcome.error.empty()) {
    line["error"] = outcome.error;
    return line;
  }
  for (const CaseFigure& figure : case_figures()) {
    if (const auto value = figure.value(outcome.scores)) line[figure.key] = *value;
  }
  return line;
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
  list.add(options.subjects,
           {.key = "subjects",
            .label = "Subjects",
            .help = "Which subjects of the study; none = all that the run has a result of."});
  list.add(options.again, {.key = "again",
                           .label = "Again",
                           .help = "Evaluates subjects anew whose scores came from the same files "
                                   "and options."});
  list.add(options.shard, shard_option());
  return list;
}

Result<std::vector<std::string>> subjects_to_evaluate(const Study& study, const std::string& run,
                                                      const EvaluateStudyOptions& options) {
  const auto shard = shard_from(options.shard);
  if (!shard) return shard.error();
  for (const std::string& subject : options.subjects) {
    if (study.find(subject)) continue;
    return Error{"There is no subject " + subject + " in " + study.folder().string() + ".",
                 "Check --subjects."};
  }
  std::vector<std::string> all = options.subjects;
  if (all.empty()) {
    for (const Subject& subject : study.subjects()) {
      if (fs::exists(result_files(study, run, subject.id).sct)) all.push_back(subject.id);
    }
  }
  if (all.empty()) {
    return Error{study.results_folder(run).string() + " holds no result of a subject.",
                 "Translate subjects with that run first, or check its name."};
  }
  return subjects_of(*shard, all);
}

Result<EvaluatedStudy> evaluate_study(
    const Study& study, const std::string& run, const EvaluateStudyOptions& options,
    JobContext& job, const std::function<void(const EvaluatedSubject&)>& on_subject) {
  const auto subjects = subjects_to_evaluate(study, run, options);
  if (!subjects) return subjects.error();
  if (auto made = ensure_writable_folder(study.reports_folder()); !made) return made.error();
  const fs::path log = study.reports_folder() / ("evaluation_" + run + ".jsonl");
  EvaluatedStudy result;
  const auto n = static_cast<double>(subjects->size());
  for (std::size_t i = 0; i < subjects->size(); ++i) {
    const auto done = static_cast<double>(i);
    if (!job.checkpoint(done / n, (*subjects)[i])) return cancelled_error();
    JobContext part = job.part(done / n, (done + 1) / n, (*subjects)[i]);
    const EvaluatedSubject outcome = evaluated(study, run, (*subjects)[i], options, part);
    if (job.stop_requested()) return cancelled_error();
    ++(!outcome.error.empty() ? result.failed : outcome.kept ? result.kept : result.evaluated);
    if (!outcome.kept) {
      if (auto written = append_to_journal(log, line_of(outcome)); !written) {
        return written.error();
      }
    }
    if (on_subject) on_subject(outcome);
  }
  result.table = study.reports_folder() / ("evaluation_" + run + ".csv");
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
