// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/pipeline/prepare_study.h"

namespace transpine {
namespace {

class PrepareVerb : public Verb {
 public:
  std::string name() const override { return "prepare"; }
  std::string summary() const override {
    return "Makes a study into a training set: sagittal slices, or volumes, in safetensors shards.";
  }
  std::vector<Positional> positionals() override {
    return {{"STUDY",
             "A study folder or its transpine.json; or any folder whose file names say subject and "
             "kind "
             "(sub-01_T2w.nii.gz, sub-01_ct.nii.gz, sub-01_ct-from-mr.tfm, ...).",
             &study_},
            {"OUTPUT", "The folder of the training set.", &output_}};
  }
  OptionList options() override { return options_of(options_); }

  Result<nlohmann::json> run(VerbContext& context) override {
    const auto folder = std::filesystem::is_directory(study_)
                            ? study_
                            : std::filesystem::absolute(study_).parent_path();
    if (auto distinct = check_distinct({study_, folder}, {output_}); !distinct) {
      return distinct.error();
    }
    const auto study = open_study(context.out);
    if (!study) return study.error();
    std::vector<std::string> notes;
    const auto subjects = subjects_to_prepare(*study, options_, notes);
    for (const auto& note : notes) context.out.warning(note);
    if (subjects.empty()) {
      return Error{study_.string() + " has no subject that can be prepared.",
                   options_.images == "ct"
                       ? "Each needs a CT (sub-01_ct.nii.gz) and its mask of subregions "
                         "(sub-01_space-ct_seg-subreg_msk.nii.gz)."
                       : "Each needs an MR (sub-01_T2w.nii.gz), a CT (sub-01_ct.nii.gz) and a "
                         "transform (sub-01_ct-from-mr.tfm, which transpine register writes)."};
    }
    if (context.dry_run) return planned(subjects, context.out);
    const auto summary = prepare_training_set(subjects, output_, options_, context.job);
    if (!summary) return summary.error();
    for (const auto& warning : summary->warnings) context.out.warning(warning);
    context.out.text("Wrote " + output_.string() + ": " + std::to_string(summary->slices) +
                     (options_.dimensions == "3d" ? " volumes (" : " slices (") +
                     std::to_string(summary->train) + " train, " + std::to_string(summary->val) +
                     " val, " + std::to_string(summary->test) + " test), " +
                     std::to_string(summary->dropped_slices) + " dropped");
    return nlohmann::json{{"folder", output_.string()}, {"subjects", subjects.size()},
                          {"slices", summary->slices},  {"dropped_slices", summary->dropped_slices},
                          {"train", summary->train},    {"val", summary->val},
                          {"test", summary->test},      {"warnings", summary->warnings}};
  }

 private:
  /// A folder without a study file is taken as one, by the names of its files.
  Result<Study> open_study(Output& out) const {
    Study named(study_);
    if (std::filesystem::is_directory(study_) && !std::filesystem::exists(named.file())) {
      if (auto taken = named.import_folder(study_, Study::Hashing::later); !taken)
        return taken.error();
      return named;
    }
    std::vector<std::string> warnings;
    auto study = Study::open(study_, &warnings);
    for (const auto& warning : warnings) out.warning(warning);
    return study;
  }

  nlohmann::json planned(const std::vector<PrepareSubject>& subjects, Output& out) const {
    const auto splits = splits_of(subjects, options_);
    nlohmann::json list = nlohmann::json::array();
    for (std::size_t i = 0; i < subjects.size(); ++i) {
      out.text("Would prepare " + subjects[i].id + " (" + splits[i] + ")");
      list.push_back({{"id", subjects[i].id}, {"split", splits[i]}});
    }
    return {{"folder", output_.string()}, {"subjects", list}};
  }

  std::filesystem::path study_;
  std::filesystem::path output_;
  PrepareOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_prepare_verb() {
  return std::make_unique<PrepareVerb>();
}

}  // namespace transpine
