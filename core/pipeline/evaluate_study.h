// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/pipeline/cohort.h"
#include "core/pipeline/evaluate_subject.h"

namespace transpine {

/// Without names all subjects that the run has a result of.
struct EvaluateStudyOptions : SubjectChoice {
  EvaluationOptions evaluation;
};

OptionList options_of(EvaluateStudyOptions& options);

/// What became of one subject.
struct EvaluatedSubject {
  std::string subject;
  bool kept = false;  ///< Its scores were up to date.
  std::string error;  ///< Why it has no scores; empty otherwise.
  CaseScores scores;
};

struct EvaluatedStudy {
  int evaluated = 0, kept = 0, failed = 0;
  std::filesystem::path table;  ///< CSV of all scores of the run, also those of other parts.
};

/// Evaluates a run's results subject by subject. A run that was ended goes on where it was: a
/// subject whose scores came from the same inputs and options is kept. A subject that fails is
/// reported and the next one follows. Each outcome is appended to reports/evaluation_RUN.jsonl as
/// one whole line, so that several processes can share the work; reports/evaluation_RUN.csv is made
/// anew at the end. Memory does not grow with the cohort. `on_subject` is called on this thread.
/// Errors: no such run, subject or part; a report that cannot be written; cancelled.
Result<EvaluatedStudy> evaluate_study(
    const Study& study, const std::string& run, const EvaluateStudyOptions& options,
    JobContext& job, const std::function<void(const EvaluatedSubject&)>& on_subject = {});

/// The subjects that evaluate_study would take.
Result<std::vector<std::string>> subjects_to_evaluate(const Study& study, const std::string& run,
                                                      const EvaluateStudyOptions& options);

/// A table of figures, one row a case; with columns for the isotropic grid where any case has it.
std::string scores_csv(const std::vector<CaseScores>& scores);

}  // namespace transpine
