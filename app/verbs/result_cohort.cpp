// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/result_cohort.h"

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/pipeline/segment_settings.h"

namespace transpine {
namespace {

using nlohmann::json;

/// A step for all subjects of a study: what the verbs of it have in common.
class CohortVerb : public Verb {
 public:
  std::vector<Positional> positionals() override {
    return {{"STUDY", "The study's folder.", &folder_},
            {"RUN", "The name of one of its runs, as runs/RUN and results/RUN.", &run_}};
  }

  Result<json> run(VerbContext& context) override {
    std::vector<std::string> warnings;
    const auto study = Study::open(folder_, &warnings);
    if (!study) return study.error();
    for (const auto& warning : warnings) context.out.warning(warning);
    if (context.dry_run) {
      const auto subjects = chosen(*study);
      if (!subjects) return subjects.error();
      context.out.text("Would take " + counted(subjects->size(), "subject") + ".");
      return json{{"subjects", *subjects}};
    }
    json list = json::array();
    const auto done = go(*study, context, [&](const CohortOutcome& one) {
      list.push_back({{"subject", one.subject}, {"as_before", one.kept}});
      if (one.error.empty()) {
        context.out.text("  " + one.subject + (one.kept ? "  as before" : "  done"));
        return;
      }
      context.out.warning(one.subject + " failed: " + one.error);
      list.back() = {{"subject", one.subject}, {"error", one.error}};
    });
    if (!done) return done.error();
    context.is_partial = done->failed > 0;
    context.out.text(std::to_string(done->done) + " done, " + std::to_string(done->kept) +
                     " as before, " + std::to_string(done->failed) + " failed");
    return json{{"subjects", list},
                {"done", done->done},
                {"as_before", done->kept},
                {"failed", done->failed}};
  }

 protected:
  virtual Result<std::vector<std::string>> chosen(const Study& study) const = 0;
  virtual Result<CohortCounts> go(const Study& study, VerbContext& context,
                                  const std::function<void(const CohortOutcome&)>& on_subject) = 0;

  std::string run_name() const { return run_.string(); }

  SubjectChoice cohort_;

 private:
  std::filesystem::path folder_, run_;
};

class TranslateStudyVerb : public CohortVerb {
 public:
  std::string name() const override { return "translate-study"; }
  std::string summary() const override {
    return "Translates every subject of a study with a run's model; goes on where it was ended, "
           "and "
           "several processes can share the work.";
  }
  OptionList options() override {
    OptionList list = options_of(options_);
    list.append(options_of(cohort_));
    return list;
  }

 private:
  Result<std::vector<std::string>> chosen(const Study& study) const override {
    return subjects_to_translate(study, cohort_);
  }
  Result<CohortCounts> go(const Study& study, VerbContext& context,
                          const std::function<void(const CohortOutcome&)>& on_subject) override {
    if (options_.grid != "both") {
      return Error{"The results of a study lie on both grids.", "Leave --grid out."};
    }
    return translate_study(study, run_name(), options_, cohort_, context.job, on_subject);
  }

  TranslateOptions options_;
};

class SegmentStudyVerb : public CohortVerb {
 public:
  std::string name() const override { return "segment-study"; }
  std::string summary() const override {
    return "Segments every synthetic CT of a run in the study's way or as the options say; goes on "
           "where it was ended, and several processes can share the work.";
  }
  OptionList options() override {
    OptionList list = options_of(options_);
    list.append(options_of(cohort_));
    return list;
  }

 private:
  Result<std::vector<std::string>> chosen(const Study& study) const override {
    return subjects_to_segment(study, run_name(), cohort_);
  }
  Result<CohortCounts> go(const Study& study, VerbContext& context,
                          const std::function<void(const CohortOutcome&)>& on_subject) override {
    if (auto filled = fill_from_study(options_, study, context.given); !filled) {
      return filled.error();
    }
    return segment_study(study, run_name(), options_, cohort_, context.job, on_subject);
  }

  SegmentOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_translate_study_verb() {
  return std::make_unique<TranslateStudyVerb>();
}

std::unique_ptr<Verb> make_segment_study_verb() {
  return std::make_unique<SegmentStudyVerb>();
}

}  // namespace transpine
