// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/prepare_study.h"

#include "core/image/image_io.h"
#include "core/pipeline/steps.h"

namespace transpine {
namespace {

Result<SubjectImages> load_subject(const Study& study, const Subject& subject) {
  SubjectImages images;
  const std::pair<Role, Volume*> files[] = {
      {Role::mr, &images.mr}, {Role::ct, &images.ct}, {Role::mr_vertebrae, &images.mask}};
  for (const auto& [role, volume] : files) {
    auto image = read_image(subject.path_of(role));
    if (!image) return image.error();
    *volume = image->volume;
  }
  auto ct_from_mr = subject_transform(study, subject.id);
  if (!ct_from_mr) return ct_from_mr.error();
  images.ct_from_mr = *ct_from_mr;
  return images;
}

bool can_train(const Study& study, const Subject& subject) {
  for (const Role role : {Role::mr, Role::ct, Role::mr_vertebrae}) {
    if (subject.path_of(role).empty()) return false;
  }
  return subject_transform(study, subject.id).ok();
}

}  // namespace

std::filesystem::path training_set_folder(const Study& study) {
  return study.folder() / "training-set";
}

Result<std::filesystem::path> prepare_study(const Study& study, const PrepareOptions& options,
                                            JobContext& job) {
  std::vector<PrepareSubject> subjects;
  for (const Subject& subject : study.subjects()) {
    if (!can_train(study, subject)) continue;
    subjects.push_back({subject.id, subject.split,
                        [&study, &subject](JobContext&) { return load_subject(study, subject); }});
  }
  if (subjects.empty()) {
    return Error{"No subject of " + study.folder().string() + " can be trained on.",
                 "A subject needs an MR, a CT, a vertebra mask on the MR and a registration."};
  }
  PrepareOptions replacing = options;
  replacing.overwrite = true;
  auto summary = prepare_training_set(subjects, training_set_folder(study), replacing, job);
  if (!summary) return summary.error();
  for (const std::string& warning : summary->warnings) job.log(warning);
  return summary->folder;
}

}  // namespace transpine
