// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/phantom_study.h"

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/landmarks/spine_labels.h"
#include "core/phantom/cohort_files.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

Result<Study> make_phantom_study(const fs::path& folder, const PhantomOptions& options,
                                 const CohortOptions& cohort, JobContext& job,
                                 const json& settings) {
  if (cohort.subjects < 1 || cohort.validation + cohort.test >= cohort.subjects) {
    return Error{"The cohort is too small for its split.",
                 "Make more subjects than validation and test take together."};
  }
  Study study(folder);
  study.settings() = settings;
  for (int i = 0; i < cohort.subjects; ++i) {
    const std::string id = subject_name(i);
    JobContext part = job.part(static_cast<double>(i) / cohort.subjects,
                               static_cast<double>(i + 1) / cohort.subjects, id);
    JobContext making = part.part(0, 0.8);
    const PhantomOptions member = cohort_member(options, i);
    auto phantom = make_phantom(member, making);
    if (!phantom) return phantom.error();
    JobContext writing = part.part(0.8, 1);
    const fs::path images = study.folder() / "images";
    if (auto written = write_phantom_subject(images, id, *phantom, member, writing); !written) {
      return written.error();
    }
    if (auto taken = study.import_folder(images / id); !taken) return taken.error();
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
    for (const auto& [id, rows] : document.at("ct_from_mr_per_vertebra").items()) {
      Eigen::Matrix4d matrix;
      for (int r = 0; r < 4; ++r) {
        for (int c = 0; c < 4; ++c) matrix(r, c) = rows.at(r).at(c).get<double>();
      }
      transforms[vertebra_from_name(id).value()] = Rigid3::from_matrix(matrix);
    }
    return transforms;
  } catch (const std::exception&) {
    return Error{truth_json.string() + " is not the truth file of a phantom.",
                 "Make the phantom anew with: transpine phantom"};
  }
}

}  // namespace transpine
