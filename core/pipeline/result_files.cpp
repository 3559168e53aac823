// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/result_files.h"

#include "core/training/checkpoint_list.h"

#include <algorithm>

namespace transpine {
namespace fs = std::filesystem;

namespace {

std::vector<std::string> folders_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder, code)) {
    if (entry.is_directory()) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

ResultFiles result_files(const Study& study, const std::string& run, const std::string& subject) {
  const fs::path folder = study.results_folder(run);
  const std::string base = subject + "_space-mr_";
  return {folder / (base + "desc-sct_ct.nii.gz"),
          folder / (subject + "_space-iso_desc-sct_ct.nii.gz"),
          folder / (base + "desc-uncertainty_ct.nii.gz"),
          folder / (subject + "_space-iso_desc-uncertainty_ct.nii.gz"),
          folder / (base + "desc-sct_seg-vert_msk.nii.gz"),
          folder / (base + "desc-sct_seg-subreg_msk.nii.gz"),
          folder / (base + "desc-sct_ct.json"),
          folder / (base + "desc-sct_seg-vert_msk.json"),
          folder / (base + "scores.json"),
          folder / (subject + "_space-iso_desc-sct_seg-vert_msk.nii.gz")};
}

std::vector<std::string> trained_runs(const Study& study) {
  std::vector<std::string> names = folders_in(study.runs_folder());
  std::erase_if(names, [&](const std::string& name) {
    std::error_code code;
    const fs::path checkpoints = study.runs_folder() / name / "checkpoints";
    return fs::directory_iterator(checkpoints, code) == fs::directory_iterator() ||
           checkpoint_family(study.runs_folder() / name) == "segmenter";
  });
  return names;
}

std::vector<std::string> runs_with_results(const Study& study, const std::string& subject) {
  std::vector<std::string> names = folders_in(study.folder() / "results");
  std::erase_if(names, [&](const std::string& name) {
    return !fs::exists(result_files(study, name, subject).sct);
  });
  return names;
}

}  // namespace transpine
