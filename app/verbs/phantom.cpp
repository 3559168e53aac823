// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/verbs.h"
#include "core/phantom/cohort_files.h"
#include "core/pipeline/phantom_study.h"

namespace transpine {
namespace {

class PhantomVerb : public Verb {
 public:
  std::string name() const override { return "phantom"; }
  std::string summary() const override {
    return "Makes a study of synthetic spines: MR, CT, masks, landmarks and the exact transform.";
  }
  std::vector<Positional> positionals() override {
    return {{"FOLDER",
             "The study's folder: transpine.json, and the files of each subject in images/.",
             &folder_}};
  }
  OptionList options() override {
    OptionList list;
    list.add(subjects_, {.key = "subjects",
                         .label = "Subjects",
                         .help = "How many to make. From three on the last one tests and the one "
                                 "before it validates.",
                         .min = 1,
                         .max = 999});
    list.append(options_of(options_));
    return list;
  }

  std::map<std::string, nlohmann::json> presets() override {
    PhantomOptions full;
    PhantomOptions demo = demo_phantom_options();
    return {{"full", options_of(full).to_json()}, {"demo", options_of(demo).to_json()}};
  }

  Result<nlohmann::json> run(VerbContext& context) override {
    nlohmann::json subjects = nlohmann::json::array();
    for (int index = 0; index < subjects_; ++index) {
      const std::string subject = subject_name(index);
      if (context.dry_run) {
        context.out.text("Would write " + (folder_ / "images" / subject).string());
      }
      subjects.push_back({{"name", subject}, {"seed", cohort_member(options_, index).seed}});
    }
    nlohmann::json result{{"folder", folder_.string()}, {"subjects", subjects}};
    if (context.dry_run) return result;
    if (std::filesystem::exists(Study(folder_).file())) {
      return Error{folder_.string() + " holds a study already.", "Choose another folder."};
    }
    const int held_out = subjects_ >= 3 ? 1 : 0;
    const auto study =
        make_phantom_study(folder_, options_, {subjects_, held_out, held_out}, context.job);
    if (!study) return study.error();
    result["study"] = study->file().string();
    context.out.text("Wrote " + study->file().string() + " and " + std::to_string(subjects_) +
                     (subjects_ == 1 ? " subject" : " subjects") + " in " +
                     (study->folder() / "images").string());
    return result;
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
