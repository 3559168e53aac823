// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/edit_masks.h"

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/image/image_io.h"
#include "core/pipeline/group_files.h"

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

std::optional<nlohmann::json> sidecar_of(const fs::path& path) {
  if (path.empty()) return std::nullopt;
  const auto text = read_text(path);
  if (!text) return std::nullopt;
  auto json = nlohmann::json::parse(*text, nullptr, false);
  return json.is_object() ? std::optional(std::move(json)) : std::nullopt;
}

/// What was corrected by hand, a sentence each.
std::vector<std::string> edits_in(const nlohmann::json& sidecar) {
  std::vector<std::string> edits;
  const auto listed = sidecar.find("edited");
  if (listed == sidecar.end() || !listed->is_array()) return edits;
  for (const auto& edit : *listed) {
    if (edit.is_string()) edits.push_back(edit.get<std::string>());
  }
  return edits;
}

}  // namespace

EditableMasks result_masks(const Study& study, const std::string& run, const std::string& subject) {
  const ResultFiles files = result_files(study, run, subject);
  const fs::path subregions = if_there(files.subregions);
  // The isotropic mask is evaluated as the corrected one resampled where it is gone.
  return {files.vertebrae,
          subregions,
          files.vertebrae,
          subregions,
          {files.scores, files.vertebrae_iso},
          if_there(files.masks_sidecar)};
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
  if (const auto sidecar = sidecar_of(files.sidecar)) masks.notes = edits_in(*sidecar);
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
  if (auto sidecar = sidecar_of(files.sidecar)) {
    (*sidecar)["edited"] = masks.notes;
    group.push_back(json_in_group(files.sidecar, *sidecar));
  }
  if (auto written = write_files_together(group); !written) return written;
  std::error_code ignored;
  for (const fs::path& stale : files.stale) fs::remove(stale, ignored);
  return {};
}

Result<std::string> keep_corrected_masks(const ResultFiles& files) {
  const auto sidecar = sidecar_of(if_there(files.masks_sidecar));
  if (!sidecar || edits_in(*sidecar).empty()) return std::string();
  std::string kept;
  for (const fs::path& mask : {files.vertebrae, files.subregions}) {
    if (if_there(mask).empty()) continue;
    std::string name = mask.filename().string();
    name.insert(name.find(".nii"), "_corrected");
    std::error_code failed;
    fs::copy_file(mask, mask.parent_path() / name, fs::copy_options::overwrite_existing, failed);
    if (failed) {
      return Error{
          "The corrected mask " + mask.string() + " could not be kept: " + failed.message() + ".",
          "Make room on the disk, or move the mask away."};
    }
    kept += (kept.empty() ? "" : " and ") + name;
  }
  return "The masks that were corrected by hand are kept as " + kept + ".";
}

}  // namespace transpine
