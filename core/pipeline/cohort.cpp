// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/cohort.h"

#include <algorithm>

#include "core/base/atomic_file.h"
#include "core/pipeline/shard.h"
#include "core/project/journal.h"

namespace transpine {
namespace {

nlohmann::json line_of(const CohortOutcome& outcome) {
  nlohmann::json line{{"subject", outcome.subject}};
  if (!outcome.error.empty()) {
    line["error"] = outcome.error;
  } else if (outcome.figures.is_object()) {
    line.update(outcome.figures);
  }
  return line;
}

}  // namespace

OptionList options_of(SubjectChoice& options) {
  OptionList list;
  list.add(options.subjects,
           {.key = "subjects",
            .label = "Subjects",
            .help = "Which subjects of the study; none = all for which it can be done."});
  list.add(options.again,
           {.key = "again",
            .label = "Again",
            .help = "Also subjects whose results came from the same files and options."});
  list.add(options.shard, shard_option());
  return list;
}

Result<std::vector<std::string>> chosen_subjects(
    const Study& study, const SubjectChoice& options,
    const std::function<bool(const Subject&)>& can_be_done, const Error& none) {
  const auto shard = shard_from(options.shard);
  if (!shard) return shard.error();
  for (const std::string& subject : options.subjects) {
    if (study.find(subject)) continue;
    return Error{"There is no subject " + subject + " in " + study.folder().string() + ".",
                 "Check --subjects."};
  }
  if (!options.subjects.empty()) return subjects_of(*shard, options.subjects);
  std::vector<std::string> all, possible;
  for (const Subject& subject : study.subjects()) {
    all.push_back(subject.id);
    if (can_be_done(subject)) possible.push_back(subject.id);
  }
  if (possible.empty()) return none;
  // Of the whole study, so that parts that begin at different times still share it.
  std::vector<std::string> chosen;
  for (const std::string& subject : subjects_of(*shard, all)) {
    if (std::ranges::find(possible, subject) != possible.end()) chosen.push_back(subject);
  }
  return chosen;
}

Result<CohortCounts> over_cohort(
    const std::filesystem::path& log, const std::vector<std::string>& subjects,
    const std::function<CohortOutcome(const std::string& subject, JobContext& job)>& step,
    JobContext& job) {
  if (auto made = ensure_writable_folder(log.parent_path()); !made) return made.error();
  CohortCounts counts;
  const auto n = static_cast<double>(subjects.size());
  for (std::size_t i = 0; i < subjects.size(); ++i) {
    const auto done = static_cast<double>(i);
    if (!job.checkpoint(done / n, subjects[i])) return cancelled_error();
    JobContext part = job.part(done / n, (done + 1) / n, subjects[i]);
    const CohortOutcome outcome = step(subjects[i], part);
    if (job.stop_requested()) return cancelled_error();
    ++(!outcome.error.empty() ? counts.failed : outcome.kept ? counts.kept : counts.done);
    if (outcome.kept) continue;
    if (auto written = append_to_journal(log, line_of(outcome)); !written) return written.error();
  }
  return counts;
}

}  // namespace transpine
