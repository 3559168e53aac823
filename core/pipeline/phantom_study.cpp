// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/phantom_study.h"

#include <cstdio>

#include "core/base/atomic_file.h"
#include "core/base/version.h"
#include "core/image/nifti_io.h"
#include "core/landmarks/landmark_files.h"
#include "core/landmarks/spine_labels.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

json matrix_json(const Rigid3& transform) {
  json rows = json::array();
  const Eigen::Matrix4d matrix = transform.matrix();
  for (int r = 0; r < 4; ++r) {
    rows.push_back({matrix(r, 0), matrix(r, 1), matrix(r, 2), matrix(r, 3)});
  }
  return rows;
}

json truth_json(const PhantomSubject& phantom, PhantomOptions options) {
  json per_vertebra = json::object();
  for (const auto& [id, transform] : phantom.ct_from_mr_per_vertebra) {
    per_vertebra[std::to_string(id)] = matrix_json(transform);
  }
  return {{"written_by", std::string("transpine ") + kVersion},
          {"options", options_of(options).to_json()},
          {"ct_from_mr_lps_mm", matrix_json(phantom.ct_from_mr)},
          {"ct_from_mr_per_vertebra_lps_mm", per_vertebra}};
}

std::string subject_id(int number) {
  char text[16];
  std::snprintf(text, sizeof text, "sub-%03d", number);
  return text;
}

}  // namespace

Result<void> write_phantom(const PhantomSubject& phantom, const PhantomOptions& options,
                           const std::string& id, const fs::path& folder, JobContext& job) {
  const std::string weighting = options.contrast == "t1" ? "_T1w.nii.gz" : "_T2w.nii.gz";
  const std::pair<std::string, const Volume*> images[] = {
      {weighting, &phantom.mr},
      {"_ct.nii.gz", &phantom.ct},
      {"_space-mr_seg-vert_msk.nii.gz", &phantom.mr_vertebrae},
      {"_space-mr_seg-subreg_msk.nii.gz", &phantom.mr_subregions},
      {"_space-ct_seg-vert_msk.nii.gz", &phantom.ct_vertebrae},
      {"_space-ct_seg-subreg_msk.nii.gz", &phantom.ct_subregions}};
  double done = 0;
  for (const auto& [suffix, volume] : images) {
    if (!job.checkpoint(done++ / std::size(images), id + suffix)) return cancelled_error();
    if (auto written = write_nifti(folder / (id + suffix), *volume); !written) return written;
  }
  LandmarkDocument document;
  document.mr = with_state(phantom.mr_landmarks, LandmarkState::automatic);
  document.ct = with_state(phantom.ct_landmarks, LandmarkState::automatic);
  if (auto written = write_landmark_document(folder / (id + "_landmarks.json"), document);
      !written) {
    return written;
  }
  if (auto written = write_transform(folder / (id + "_ct-from-mr.tfm"), phantom.ct_from_mr);
      !written) {
    return written;
  }
  return write_text_atomically(folder / (id + "_truth.json"),
                               truth_json(phantom, options).dump(1) + "\n");
}

Result<Study> make_phantom_study(const fs::path& folder, const PhantomOptions& options,
                                 const CohortOptions& cohort, JobContext& job) {
  if (cohort.subjects < 1 || cohort.validation + cohort.test >= cohort.subjects) {
    return Error{"The cohort is too small for its split.",
                 "Make more subjects than validation and test take together."};
  }
  Study study(folder);
  for (int i = 0; i < cohort.subjects; ++i) {
    const std::string id = subject_id(i + 1);
    JobContext part = job.part(static_cast<double>(i) / cohort.subjects,
                               static_cast<double>(i + 1) / cohort.subjects, id);
    JobContext making = part.part(0, 0.8);
    const PhantomOptions member = cohort_member(options, i);
    auto phantom = make_phantom(member, making);
    if (!phantom) return phantom.error();
    JobContext writing = part.part(0.8, 1);
    const fs::path images = study.folder() / "images" / id;
    if (auto written = write_phantom(*phantom, member, id, images, writing); !written) {
      return written.error();
    }
    if (auto taken = study.import_folder(images); !taken) return taken.error();
    Subject& subject = study.subject(id);
    const int from_end = cohort.subjects - i;
    subject.split = from_end <= cohort.test                       ? "test"
                    : from_end <= cohort.test + cohort.validation ? "val"
                                                                  : "train";
    subject.note = "Synthetic phantom, seed " + std::to_string(member.seed);
  }
  if (auto saved = study.save(); !saved) return saved.error();
  return study;
}

Result<std::map<int, Rigid3>> read_phantom_truth(const fs::path& truth_json) {
  auto text = read_text(truth_json);
  if (!text) return text.error();
  try {
    std::map<int, Rigid3> transforms;
    const json document = json::parse(*text);
    for (const auto& [id, rows] : document.at("ct_from_mr_per_vertebra_lps_mm").items()) {
      Eigen::Matrix4d matrix;
      for (int r = 0; r < 4; ++r) {
        for (int c = 0; c < 4; ++c) matrix(r, c) = rows.at(r).at(c).get<double>();
      }
      transforms[std::stoi(id)] = Rigid3::from_matrix(matrix);
    }
    return transforms;
  } catch (const std::exception&) {
    return Error{truth_json.string() + " is not the truth file of a phantom.",
                 "Make the phantom anew with: transpine phantom"};
  }
}

}  // namespace transpine
