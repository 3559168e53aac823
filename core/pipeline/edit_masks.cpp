// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/edit_masks.h"

#include "core/image/image_io.h"
#include "core/pipeline/group_files.h"
#include "core/pipeline/result_files.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;

fs::path if_there(const fs::path& path) {
  std::error_code absent;
  return !path.empty() && fs::exists(path, absent) ? path : fs::path();
}

bool is_inside(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_normal().lexically_relative(folder.lexically_normal());
  return !relative.empty() && *relative.begin() != "..";
}

/// Where a corrected mask goes: its own place where that is the study's to write, as NIfTI.
fs::path corrected_place(const Study& study, const std::string& subject, Role role,
                         const fs::path& original) {
  const fs::path own = study.folder() / "masks" / (subject + "_" + role_key(role) + ".nii.gz");
  if (original.empty()) return {};
  return is_inside(original, study.folder() / "masks") ? original : own;
}

Result<Volume> read_mask(const fs::path& path, JobContext& job) {
  if (job.stop_requested()) return cancelled_error();
  auto image = read_image(path);
  if (!image) return image.error();
  return image->volume;
}

}  // namespace

EditableMasks result_masks(const Study& study, const std::string& run, const std::string& subject) {
  const ResultFiles files = result_files(study, run, subject);
  const fs::path subregions = if_there(files.subregions);
  return {files.vertebrae, subregions, files.vertebrae, subregions, files.scores, {}, {}};
}

std::optional<EditableMasks> imported_masks(const Study& study, const std::string& subject,
                                            Role role) {
  const Subject* entry = study.find(subject);
  if (!entry || entry->path_of(role).empty()) return std::nullopt;
  const Role parts_role = role == Role::ct_vertebrae ? Role::ct_subregions : Role::mr_subregions;
  EditableMasks files;
  files.vertebrae = entry->path_of(role);
  files.subregions = if_there(entry->path_of(parts_role));
  files.new_vertebrae = corrected_place(study, subject, role, files.vertebrae);
  files.new_subregions = corrected_place(study, subject, parts_role, files.subregions);
  if (files.new_vertebrae != files.vertebrae) files.vertebrae_role = role;
  if (files.new_subregions != files.subregions) files.subregions_role = parts_role;
  return files;
}

Result<Segmentation> read_masks(const EditableMasks& files, JobContext& job) {
  auto vertebrae = read_mask(files.vertebrae, job);
  if (!vertebrae) return vertebrae.error();
  Segmentation masks;
  masks.vertebrae = std::move(*vertebrae);
  if (files.subregions.empty()) return masks;
  auto subregions = read_mask(files.subregions, job);
  if (!subregions) return subregions.error();
  masks.subregions = std::move(*subregions);
  return masks;
}

Result<void> write_masks(const EditableMasks& files, const Segmentation& masks, JobContext& job) {
  std::vector<FileInGroup> group{nifti_in_group(files.new_vertebrae, masks.vertebrae, {}, &job)};
  if (!masks.subregions.empty() && !files.new_subregions.empty()) {
    group.push_back(nifti_in_group(files.new_subregions, masks.subregions, {}, &job));
  }
  if (auto written = write_files_together(group); !written) return written;
  std::error_code ignored;
  if (!files.stale.empty()) fs::remove(files.stale, ignored);
  return {};
}

}  // namespace transpine
