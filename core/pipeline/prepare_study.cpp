// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/prepare_study.h"

#include "core/base/atomic_file.h"
#include "core/dataset/subject_files.h"
#include "core/training/train_run.h"

namespace transpine {

namespace {

nlohmann::json values_of(PrepareOptions options) {
  options.overwrite = false;
  return options_of(options).to_json();
}

bool is_made_with(const std::filesystem::path& index, const nlohmann::json& values) {
  const auto text = read_text(index);
  if (!text) return false;
  const auto json = nlohmann::json::parse(*text, nullptr, false);
  if (!json.is_object() || !json.contains("options") || !json["options"].is_object()) return false;
  auto options = json["options"];
  options["overwrite"] = false;
  // Sets from before there were volumes are of slices.
  if (!options.contains("dimensions")) options["dimensions"] = "2d";
  if (!options.contains("images")) options["images"] = "pair";
  return options == values;
}

std::optional<PrepareSubject> pair_of(const Study& study, const Subject& subject,
                                      std::vector<std::string>& notes) {
  SubjectFiles files;
  files.mr = subject.path_of(Role::mr);
  files.ct = subject.path_of(Role::ct);
  // The study's own transform comes before one that was imported.
  files.ct_from_mr = study.transform_file(subject.id);
  if (!std::filesystem::exists(files.ct_from_mr)) {
    files.ct_from_mr = subject.path_of(Role::ct_from_mr);
  }
  files.mask = subject.path_of(Role::mr_vertebrae);
  files.mask_is_on_ct = files.mask.empty();
  if (files.mask_is_on_ct) files.mask = subject.path_of(Role::ct_vertebrae);
  if (files.mr.empty() || files.ct.empty() || files.ct_from_mr.empty()) {
    notes.push_back(subject.id + " is left out: it has no " +
                    (files.mr.empty()   ? "MR."
                     : files.ct.empty() ? "CT."
                                        : "transform."));
    return std::nullopt;
  }
  if (files.mask.empty()) notes.push_back(subject.id + " has no mask: every slice is kept.");
  return subject_from_files(subject.id, subject.split, files);
}

std::optional<PrepareSubject> segmented_ct_of(const Subject& subject,
                                              std::vector<std::string>& notes) {
  const SegmentedCtFiles files{subject.path_of(Role::ct), subject.path_of(Role::ct_vertebrae),
                               subject.path_of(Role::ct_subregions)};
  if (files.ct.empty() || files.subregions.empty()) {
    notes.push_back(subject.id + " is left out: it has no " +
                    (files.ct.empty() ? "CT." : "mask of subregions of its CT."));
    return std::nullopt;
  }
  return segmented_ct_from_files(subject.id, subject.split, files);
}

}  // namespace

std::filesystem::path training_set_folder(const Study& study, const PrepareOptions& options) {
  const nlohmann::json values = values_of(options);
  std::filesystem::path folder = study.folder() / "training-set";
  for (int number = 2; std::filesystem::exists(folder / "index.json") &&
                       !is_made_with(folder / "index.json", values);
       ++number) {
    folder = study.folder() / ("training-set-" + std::to_string(number));
  }
  return folder;
}

PrepareOptions prepare_options_for(const PrepareOptions& options, const std::string& model) {
  PrepareOptions fitting = options;
  fitting.dimensions = is_volumetric(model) ? "3d" : "2d";
  fitting.images = is_segmenter(model) ? "ct" : "pair";
  return fitting;
}

std::vector<PrepareSubject> subjects_to_prepare(const Study& study, const PrepareOptions& options,
                                                std::vector<std::string>& notes) {
  std::vector<PrepareSubject> subjects;
  for (const Subject& subject : study.subjects()) {
    auto prepared =
        options.images == "ct" ? segmented_ct_of(subject, notes) : pair_of(study, subject, notes);
    if (prepared) subjects.push_back(std::move(*prepared));
  }
  return subjects;
}

Result<std::filesystem::path> prepare_study(const Study& study, const PrepareOptions& options,
                                            JobContext& job,
                                            const std::function<void(const std::string&)>& report) {
  std::vector<std::string> notes;
  const auto subjects = subjects_to_prepare(study, options, notes);
  for (const std::string& note : notes) job.log(note);
  if (subjects.empty()) {
    return Error{"No subject of " + study.folder().string() + " can be trained on.",
                 options.images == "ct" ? "A subject needs a CT and its mask of subregions."
                                        : "A subject needs an MR, a CT and a registration."};
  }
  PrepareOptions replacing = options;
  replacing.overwrite = true;
  auto summary =
      prepare_training_set(subjects, training_set_folder(study, options), replacing, job);
  if (!summary) return summary.error();
  for (const std::string& warning : summary->warnings) {
    report ? report(warning) : job.log(warning);
  }
  return summary->folder;
}

}  // namespace transpine
