// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/register_study.h"

#include <cstdio>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"

namespace transpine {
namespace {

class RegisterStudyVerb : public Verb {
 public:
  std::string name() const override { return "register-study"; }
  std::string summary() const override {
    return "Registers every subject of a study by its landmarks, with a table of errors; goes on "
           "where it was ended.";
  }
  std::vector<Positional> positionals() override {
    return {{"STUDY", "The study's folder; the table goes to reports/registration.csv.", &study_}};
  }
  OptionList options() override { return options_of(options_); }

  Result<nlohmann::json> run(VerbContext& context) override {
    std::vector<std::string> warnings;
    const auto study = Study::open(study_, &warnings);
    if (!study) return study.error();
    for (const auto& warning : warnings) context.out.warning(warning);
    context.out.text("  subject                  verdict  pairs  FRE mm  left out  largest");
    const auto rows = register_study(
        *study, options_, context.job, [&](const auto& row) { print(row, context); },
        context.dry_run);
    if (!rows) return rows.error();
    nlohmann::json list = nlohmann::json::array();
    std::size_t failed = 0;
    std::size_t kept = 0;
    for (const auto& row : *rows) {
      list.push_back(to_json(row));
      list.back()["as_before"] = row.kept;
      failed += row.verdict() == "failed";
      kept += row.kept;
    }
    context.is_partial = failed > 0;
    const std::size_t done = rows->size() - failed - kept;
    context.out.text(counted(rows->size(), "subject") + ": " + std::to_string(done) +
                     (context.dry_run ? " would be registered, " : " registered, ") +
                     std::to_string(kept) + " as before, " + std::to_string(failed) +
                     (context.dry_run ? " would fail" : " failed; table: " + table().string()));
    return nlohmann::json{{"subjects", list}, {"failed", failed}, {"table", table().string()}};
  }

 private:
  std::filesystem::path table() const { return study_ / "reports" / "registration.csv"; }

  static void print(const RegistrationRow& row, VerbContext& context) {
    Output& out = context.out;
    char line[160];
    if (row.error.empty()) {
      std::snprintf(line, sizeof line, "  %-24s %-8s %5d  %6.2f  %8.2f  %7.2f%s",
                    row.subject.c_str(), row.verdict().c_str(), row.pairs, row.fre_mm,
                    row.tre_loo_mm.value_or(0), row.max_mm,
                    row.kept          ? "  (as before)"
                    : context.dry_run ? "  (would be registered)"
                                      : "");
    } else {
      std::snprintf(line, sizeof line, "  %-24s failed   ", row.subject.c_str());
    }
    out.text(line + row.error);
    for (const auto& warning : row.warnings) out.warning(row.subject + ": " + warning);
  }

  std::filesystem::path study_;
  RegisterStudyOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_register_study_verb() {
  return std::make_unique<RegisterStudyVerb>();
}

}  // namespace transpine
