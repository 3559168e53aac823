// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/cohort_files.h"

#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/image/nifti_io.h"
#include "core/landmarks/landmark_files.h"
#include "core/landmarks/spine_labels.h"
#include "core/registration/transform_file.h"

namespace transpine {
namespace {

nlohmann::json matrix_rows(const Rigid3& transform) {
  const Eigen::Matrix4d m = transform.matrix();
  nlohmann::json rows = nlohmann::json::array();
  for (int r = 0; r < 4; ++r) rows.push_back({m(r, 0), m(r, 1), m(r, 2), m(r, 3)});
  return rows;
}

nlohmann::json truth_of(const PhantomSubject& subject, PhantomOptions options) {
  nlohmann::json per_vertebra;
  for (const auto& [id, transform] : subject.ct_from_mr_per_vertebra) {
    per_vertebra[vertebra_name(id)] = matrix_rows(transform);
  }
  return {{"kind", "synthetic phantom"},
          {"convention", "4x4 matrices, LPS mm, p_ct = M * p_mr"},
          {"ct_from_mr", matrix_rows(subject.ct_from_mr)},
          {"ct_from_mr_per_vertebra", per_vertebra},
          {"options", options_of(options).to_json()}};
}

}  // namespace

std::string subject_name(int index) {
  char name[32];
  std::snprintf(name, sizeof name, "sub-%03d", index + 1);
  return name;
}

Result<void> write_phantom_subject(const std::filesystem::path& folder, const std::string& name,
                                   const PhantomSubject& subject, const PhantomOptions& options,
                                   JobContext& job) {
  const auto file = [&](const std::string& end) { return folder / name / (name + end); };
  const std::vector<std::pair<std::string, const Volume*>> images = {
      {options.contrast == "t1" ? "_T1w" : "_T2w", &subject.mr},
      {"_ct", &subject.ct},
      {"_space-mr_seg-vert_msk", &subject.mr_vertebrae},
      {"_space-mr_seg-subreg_msk", &subject.mr_subregions},
      {"_space-ct_seg-vert_msk", &subject.ct_vertebrae},
      {"_space-ct_seg-subreg_msk", &subject.ct_subregions}};
  double done = 0;
  for (const auto& [end, volume] : images) {
    if (!job.checkpoint(done++ / static_cast<double>(images.size()), "Writing " + name))
      return cancelled_error();
    if (auto written = write_nifti(file(end + ".nii.gz"), *volume, {}, &job); !written)
      return written;
  }
  LandmarkDocument landmarks;
  landmarks.mr = with_state(subject.mr_landmarks, LandmarkState::automatic);
  landmarks.ct = with_state(subject.ct_landmarks, LandmarkState::automatic);
  if (auto written = write_landmark_document(file("_landmarks.json"), landmarks); !written)
    return written;
  if (auto written = write_transform(file("_ct-from-mr.tfm"), subject.ct_from_mr); !written)
    return written;
  return write_text_atomically(file("_truth.json"),
                               json_text(truth_of(subject, options), 2) + "\n");
}

}  // namespace transpine
