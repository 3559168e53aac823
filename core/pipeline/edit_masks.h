// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/pipeline/result_files.h"
#include "core/project/study.h"
#include "core/segmentation/mask_edit.h"

namespace transpine {

/// The masks of a subject that are corrected together, and where the corrected ones go.
struct EditableMasks {
  std::filesystem::path vertebrae, subregions;  ///< Read from; subregions may be empty.
  std::filesystem::path new_vertebrae, new_subregions;
  /// What came of the masks before: removed with a change.
  std::vector<std::filesystem::path> stale = {};
  std::filesystem::path sidecar = {};  ///< Is told of the corrections; empty where there is none.
  /// Roles to give to the corrected files, where they are not those that were read.
  std::optional<Role> vertebrae_role = {}, subregions_role = {};
};

/// Those of a run's synthetic CT: corrected in place.
EditableMasks result_masks(const Study& study, const std::string& run, const std::string& subject);
/// Those that a subject came with, on its MR or its CT (`role` mr_vertebrae or ct_vertebrae). Files
/// outside the study stay as they are: the corrected ones go to its folder masks/. Absent where the
/// subject has none.
std::optional<EditableMasks> imported_masks(const Study& study, const std::string& subject,
                                            Role role);

/// Its notes are the corrections that the sidecar tells of.
Result<Segmentation> read_masks(const EditableMasks& files, JobContext& job);
/// Writes all, or nothing; the notes go to the sidecar as "edited".
Result<void> write_masks(const EditableMasks& files, const Segmentation& masks, JobContext& job);

/// Copies a run's masks that were corrected by hand, before new ones take their place, to names
/// that end in _corrected; returns a sentence that says so, empty where nothing was corrected.
Result<std::string> keep_corrected_masks(const ResultFiles& files);

}  // namespace transpine
