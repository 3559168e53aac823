// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <sstream>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/base/utf8.h"
#include "core/pipeline/export_study.h"
#include "core/project/import_plan.h"
#include "core/project/journal.h"
#include "core/project/relocate.h"
#include "core/project/review.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

struct StudyOptions {
  std::string subject;
  std::string verdict;
  std::string note;
  fs::path csv;
  bool replace = false;
};

OptionList options_of(StudyOptions& options) {
  OptionList list;
  list.add(options.subject,
           {.key = "subject",
            .label = "Subject",
            .help = "verdict: whose; import: of files whose names tell no subject; export: one or "
                    "several as sub-01,sub-02, all without it."});
  list.add(options.verdict, {.key = "verdict",
                             .label = "Verdict",
                             .help = "good, bad_points, bad_segmentation, image_issue, skip or "
                                     "none; empty only lists the verdicts."});
  list.add(options.note, {.key = "note", .label = "Note", .help = "A note kept with the verdict."});
  list.add(options.csv,
           {.key = "csv", .label = "Table", .help = "verdict: a CSV file for the verdicts."});
  list.add(options.replace,
           {.key = "replace",
            .label = "Replace",
            .help = "import: take a file even where the subject has another one for its role. "
                    "export: write over files in the folder."});
  return list;
}

json file_json(const ImportItem& item) {
  json entry{{"file", item.path.string()},
             {"subject", item.subject},
             {"reason", item.reason},
             {"take", item.take},
             {"role", item.role ? json(role_key(*item.role)) : json()}};
  if (!item.replaces.empty()) entry["replaces"] = item.replaces.string();
  return entry;
}

std::string line_of(const ImportItem& item) {
  std::string line = item.take ? "  take  " : "  leave ";
  line += item.path.string();
  if (item.role) line += "  " + item.subject + " " + role_key(*item.role);
  const bool is_dicom = item.kind == ImportKind::dicom;
  line += "  (" + (is_dicom ? "DICOM files: not taken as they are" : item.reason) + ")";
  if (!item.replaces.empty()) line += "; would replace " + item.replaces.string();
  return line;
}

/// What can be done where no item was taken.
std::string remedy_for(const std::vector<ImportItem>& items) {
  const auto any = [&](auto has) { return std::any_of(items.begin(), items.end(), has); };
  std::string remedy = "See the reasons above.";
  if (any([](const ImportItem& item) { return item.kind == ImportKind::dicom; })) {
    remedy +=
        " DICOM series become images with transpine convert FOLDER OUT.nii.gz; transpine info "
        "FOLDER lists them.";
  }
  if (any([](const ImportItem& item) { return !item.replaces.empty(); })) {
    remedy += " --replace takes files in the place of others.";
  }
  return remedy;
}

class StudyVerb : public Verb {
 public:
  std::string name() const override { return "study"; }
  std::string summary() const override {
    return "Lists a study, takes files into it, finds moved files, keeps the review's verdicts, "
           "exports its subjects.";
  }
  std::vector<Positional> positionals() override {
    return {
        {"ACTION", "info, import, relocate, verdict or export.", &action_},
        {"STUDY", "The study's folder; import makes it.", &folder_},
        {"PATH",
         "import: files and folders to take. relocate: the folder to look in. export: the folder "
         "to write to.",
         &paths_, false}};
  }
  OptionList options() override { return options_of(options_); }

  Result<json> run(VerbContext& context) override {
    if (action_ == "import") return import(context);
    if (action_ == "relocate") return relocate(context);
    if (action_ == "verdict") return verdict(context);
    if (action_ == "export") return export_files(context);
    if (action_ == "info") return info(context);
    return Error{"There is no action " + action_ + ".",
                 "Choose info, import, relocate, verdict or export."};
  }

 private:
  Result<Study> open(VerbContext& context) const {
    std::vector<std::string> warnings;
    auto study = Study::open(folder_, &warnings);
    for (const std::string& warning : warnings) context.out.warning(warning);
    return study;
  }

  Result<json> info(VerbContext& context) const {
    const auto study = open(context);
    if (!study) return study.error();
    json subjects = json::array();
    for (const Subject& subject : study->subjects()) {
      json roles = json::array();
      std::string line = "  " + subject.id;
      for (const auto& [role, file] : subject.files) {
        std::error_code code;
        const bool exists = fs::exists(file.path, code);
        line += "  " + role_key(role) + (exists ? "" : " (missing)");
        roles.push_back(
            {{"role", role_key(role)}, {"file", file.path.string()}, {"exists", exists}});
      }
      if (!subject.split.empty()) line += "  [" + subject.split + "]";
      if (!subject.verdict.empty()) line += "  " + subject.verdict;
      context.out.text(line);
      subjects.push_back({{"id", subject.id},
                          {"split", subject.split},
                          {"verdict", subject.verdict},
                          {"note", subject.note},
                          {"files", roles}});
    }
    context.out.text(counted(study->subjects().size(), "subject"));
    return json{{"study", study->folder().string()}, {"subjects", subjects}};
  }

  Result<json> import(VerbContext& context) {
    if (paths_.empty()) {
      return Error{"No files were named.", "Name files or folders after the study's folder."};
    }
    Study study(folder_);
    if (fs::exists(study.file())) {
      auto opened = open(context);
      if (!opened) return opened.error();
      study = std::move(*opened);
    }
    JobContext looking = context.job.part(0, 0.5);
    auto items = propose_import(paths_, &study, utf8_or_escaped(options_.subject), looking);
    if (!items) return items.error();
    json files = json::array();
    for (ImportItem& item : *items) {
      if (options_.replace && !item.replaces.empty()) item.take = true;
      context.out.text(line_of(item));
      files.push_back(file_json(item));
    }
    if (context.dry_run) return json{{"files", files}, {"taken", 0}};
    JobContext taking = context.job.part(0.5, 1);
    const auto summary = apply_import(study, *items, options_.replace, taking);
    if (!summary) return summary.error();
    for (const std::string& warning : summary->warnings) context.out.warning(warning);
    if (summary->files + summary->runs == 0) {
      return Error{"Nothing was taken into " + study.folder().string() + ".", remedy_for(*items)};
    }
    if (auto saved = study.save(); !saved) return saved.error();
    context.out.text("Took " + counted(static_cast<std::size_t>(summary->files), "file") + " and " +
                     counted(static_cast<std::size_t>(summary->runs), "model") + " into " +
                     study.file().string());
    return json{{"files", files}, {"taken", summary->files}, {"runs", summary->runs}};
  }

  Result<json> relocate(VerbContext& context) {
    if (paths_.size() != 1) {
      return Error{"relocate needs one folder to look in.", "Name it after the study's folder."};
    }
    auto study = open(context);
    if (!study) return study.error();
    const auto files = find_moved_files(*study, paths_.front(), context.job);
    if (!files) return files.error();
    json list = json::array();
    for (const MissingFile& file : *files) {
      const std::string where = file.found.empty() ? "not found" : file.found.string();
      context.out.text("  " + file.subject + " " + role_key(file.role) + "  " +
                       file.listed.string() + " -> " + where);
      list.push_back({{"subject", file.subject},
                      {"role", role_key(file.role)},
                      {"listed", file.listed.string()},
                      {"found", file.found.empty() ? json() : json(file.found.string())}});
    }
    const int found = apply_relocation(*study, *files);
    if (found > 0 && !context.dry_run) {
      if (auto saved = study->save(); !saved) return saved.error();
    }
    context.out.text(std::to_string(found) + " of " + std::to_string(files->size()) +
                     " missing files were found");
    return json{{"missing", files->size()}, {"found", found}, {"files", list}};
  }

  Result<json> export_files(VerbContext& context) {
    if (paths_.size() != 1) {
      return Error{"export needs one folder to write to.", "Name it after the study's folder."};
    }
    const auto study = open(context);
    if (!study) return study.error();
    std::vector<std::string> subjects;
    std::istringstream named(options_.subject);
    for (std::string id; std::getline(named, id, ',');) subjects.push_back(id);
    if (subjects.empty()) {
      for (const Subject& subject : study->subjects()) subjects.push_back(subject.id);
    }
    const auto plan = plan_export(*study, subjects, paths_.front());
    if (!plan) return plan.error();
    if (!options_.replace && !plan->present.empty()) {
      return Error{plan->present.front().string() + " exists already.",
                   "Choose an empty folder, or give --replace to write over files."};
    }
    StudyExport done{plan->files, 0, plan->warnings};
    if (!context.dry_run) {
      auto written = export_study(*study, subjects, paths_.front(), options_.replace, context.job);
      if (!written) return written.error();
      done = std::move(*written);
    }
    context.is_partial = !done.warnings.empty();
    return export_report(done, subjects, context);
  }

  json export_report(const StudyExport& done, const std::vector<std::string>& subjects,
                     VerbContext& context) const {
    for (const std::string& warning : done.warnings) context.out.warning(warning);
    const auto print = [&](const std::string& subject) {
      for (const ExportedFile& file : done.files) {
        if (file.subject == subject) context.out.text("    " + file.path.string());
      }
    };
    for (const std::string& id : subjects) {
      const auto count = std::count_if(done.files.begin(), done.files.end(),
                                       [&](const auto& file) { return file.subject == id; });
      context.out.text("  " + id + "  " + counted(static_cast<std::size_t>(count), "file"));
      print(id);
    }
    print("");
    json files = json::array();
    for (const ExportedFile& file : done.files) {
      files.push_back(
          {{"subject", file.subject}, {"what", file.what}, {"file", file.path.string()}});
    }
    std::string summary = (context.dry_run ? "Would write " : "Wrote ") +
                          counted(done.files.size(), "file") + " into " + paths_.front().string();
    if (done.unwritten > 0) {
      summary += "; " + counted(done.unwritten, "file") + " could not be written";
    }
    context.out.text(summary);
    return json{{"files", files}, {"unwritten", done.unwritten}, {"warnings", done.warnings}};
  }

  Result<json> verdict(VerbContext& context) {
    auto study = open(context);
    if (!study) return study.error();
    if (!options_.verdict.empty() || !options_.note.empty()) {
      auto set = set_verdict(*study, context);
      if (!set) return set.error();
    }
    if (!options_.csv.empty() && !context.dry_run) {
      auto written = write_text_atomically(options_.csv, review_csv(*study));
      if (!written) return written.error();
    }
    json verdicts = json::object();
    for (const Subject& subject : study->subjects()) {
      if (subject.verdict.empty() && subject.note.empty()) continue;
      verdicts[subject.id] = {{"verdict", subject.verdict}, {"note", subject.note}};
      context.out.text("  " + subject.id + "  " + subject.verdict +
                       (subject.note.empty() ? "" : "  " + subject.note));
    }
    const ReviewSummary summary = review_summary(*study);
    context.out.text(std::to_string(summary.judged) + " of " + std::to_string(summary.subjects) +
                     " subjects judged");
    return json{{"verdicts", verdicts}, {"judged", summary.judged}, {"subjects", summary.subjects}};
  }

  Result<void> set_verdict(Study& study, VerbContext& context) const {
    if (!study.find(options_.subject)) {
      return Error{study.folder().string() + " has no subject \"" + options_.subject + "\".",
                   "Name one with --subject; transpine study info lists them."};
    }
    json entry{{"subject", options_.subject}};
    if (!options_.verdict.empty()) {
      const auto chosen = verdict_from_key(options_.verdict);
      if (!chosen) {
        return Error{"There is no verdict " + options_.verdict + ".",
                     "Choose good, bad_points, bad_segmentation, image_issue, skip or none."};
      }
      entry["verdict"] = verdict_key(*chosen);
    }
    if (!options_.note.empty()) entry["note"] = utf8_or_escaped(options_.note);
    study.replay({entry});
    // Like the window: a window that has the study open is not overwritten.
    if (!context.dry_run) return append_to_journal(study.journal_file(), entry);
    return {};
  }

  std::string action_;
  fs::path folder_;
  std::vector<fs::path> paths_;
  StudyOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_study_verb() {
  return std::make_unique<StudyVerb>();
}

}  // namespace transpine
