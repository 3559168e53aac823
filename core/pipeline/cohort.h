// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/project/study.h"

namespace transpine {

/// Which subjects of a study a step is done for.
struct SubjectChoice {
  std::vector<std::string> subjects;  ///< Empty = all that can be done.
  bool again = false;                 ///< Also those whose inputs and options are as they were.
  std::string shard;                  ///< "i/n" as shard_from reads it.
};

OptionList options_of(SubjectChoice& options);

/// The named subjects, else all that `can_be_done`; of them this part. Errors: no such subject or
/// part; `none` where there is nobody.
Result<std::vector<std::string>> chosen_subjects(
    const Study& study, const SubjectChoice& options,
    const std::function<bool(const Subject&)>& can_be_done, const Error& none);

/// What became of one subject.
struct CohortOutcome {
  std::string subject;
  bool kept = false;                 ///< Its result was up to date.
  std::string error;                 ///< Why it has no result; empty otherwise.
  nlohmann::json figures = nullptr;  ///< What the log says of it beside its name, an object.
};

struct CohortCounts {
  int done = 0, kept = 0, failed = 0;
};

/// Does a step for each subject. One that fails is counted and the next one follows. Each outcome
/// but those that were kept is appended to `log` as one whole line of JSON, so that several
/// processes can share the work. Memory does not grow with the cohort. Errors: a log that cannot be
/// written; cancelled.
Result<CohortCounts> over_cohort(
    const std::filesystem::path& log, const std::vector<std::string>& subjects,
    const std::function<CohortOutcome(const std::string& subject, JobContext& job)>& step,
    JobContext& job);

}  // namespace transpine
