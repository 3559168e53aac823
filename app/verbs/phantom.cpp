// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/verbs.h"
#include "core/phantom/cohort_files.h"

namespace transpine {
namespace {

class PhantomVerb : public Verb {
 public:
  std::string name() const override { return "phantom"; }
  std::string summary() const override {
    return "Makes a cohort of synthetic spines: MR, CT, masks, landmarks and the exact transform.";
  }
  std::vector<Positional> positionals() override {
    return {{"FOLDER", "Where the subjects' folders are written.", &folder_}};
  }
  OptionList options() override {
    OptionList list;
    list.add(subjects_, {.key = "subjects",
                         .label = "Subjects",
                         .help = "How many to make.",
                         .min = 1,
                         .max = 999});
    list.append(options_of(options_));
    return list;
  }

  Result<nlohmann::json> run(VerbContext& context) override {
    nlohmann::json subjects = nlohmann::json::array();
    for (int index = 0; index < subjects_; ++index) {
      const std::string subject = subject_name(index);
      const PhantomOptions options = cohort_member(options_, index);
      if (context.dry_run) {
        context.out.text("Would write " + (folder_ / subject).string());
        continue;
      }
      JobContext job = context.job.part(static_cast<double>(index) / subjects_,
                                        static_cast<double>(index + 1) / subjects_, subject);
      JobContext making = job.part(0, 0.8);
      const auto made = make_phantom(options, making);
      if (!made) return made.error();
      JobContext writing = job.part(0.8, 1);
      if (auto written = write_phantom_subject(folder_, subject, *made, options, writing);
          !written) {
        return written.error();
      }
      context.out.text(subject + "  MR " + made->mr.grid().description() + "; CT " +
                       made->ct.grid().description());
      subjects.push_back({{"name", subject},
                          {"seed", options.seed},
                          {"vertebrae", made->ct_from_mr_per_vertebra.size()},
                          {"landmarks_mr", made->mr_landmarks.size()},
                          {"landmarks_ct", made->ct_landmarks.size()}});
    }
    return nlohmann::json{{"folder", folder_.string()}, {"subjects", subjects}};
  }

 private:
  std::filesystem::path folder_;
  int subjects_ = 1;
  PhantomOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_phantom_verb() {
  return std::make_unique<PhantomVerb>();
}

}  // namespace transpine
