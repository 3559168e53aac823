// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/project/study.h"

namespace transpine {

struct ExportedFile {
  std::string subject;
  std::string what;  ///< A role_key, or "mr_points", "ct_points", "transform_matrix".
  std::filesystem::path path;
};

struct StudyExport {
  std::vector<ExportedFile> files;
  /// Subjects that were left out or are not whole, each with why.
  std::vector<std::string> warnings;
};

/// Writes what belongs to the subjects into <folder>/<subject>/ for other programs, by names that
/// an import recognises again:
///   anat/sub-01_T2w.nii.gz, ct/sub-01_ct.nii.gz   (the MR's suffix is _mr where its name has none)
///   masks/sub-01_space-mr_seg-vert_msk.nii.gz ... (vert and subreg, space-mr and space-ct)
///   sub-01_landmarks.json                         (both images, with state and weights)
///   sub-01_space-mr_landmarks.csv, sub-01_space-ct_landmarks.csv  (LPS mm)
///   sub-01_ct-from-mr.tfm, sub-01_ct-from-mr.json (ITK's file; the 4x4 matrix, LPS mm)
/// and participants.csv with split, verdict and note. Images that are NIfTI already are copied byte
/// for byte. Fails before anything is written where a file of one of these names exists, unless
/// `replace`. A subject with a file that cannot be read is written without it, with a warning.
Result<StudyExport> export_study(const Study& study, const std::vector<std::string>& subjects,
                                 const std::filesystem::path& folder, bool replace,
                                 JobContext& job);

/// The files that export_study would write, without the disk's word on whether they can be read.
std::vector<ExportedFile> planned_export(const Study& study,
                                         const std::vector<std::string>& subjects,
                                         const std::filesystem::path& folder);

}  // namespace transpine
