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
  /// A role_key, or "mr_points", "ct_points", "transform_matrix", "polyrigid"; "participants" for
  /// the table of all subjects, which belongs to none.
  std::string what;
  std::filesystem::path path;
};

/// What an export would do. Images are not looked into for it, points and transforms are.
struct ExportPlan {
  std::vector<ExportedFile> files;
  std::vector<std::filesystem::path> present;  ///< Those of the files that are there already.
  std::vector<std::string> warnings;           ///< Subjects that are left out, each with why.
};

struct StudyExport {
  std::vector<ExportedFile> files;
  std::size_t unwritten = 0;  ///< Files of the plan that could not be read or written.
  /// Subjects that were left out or are not whole, each with why; one for each file.
  std::vector<std::string> warnings;
};

/// Writes what belongs to the subjects into <folder>/<subject>/ for other programs, by names that
/// an import recognises again:
///   anat/sub-01_T2w.nii.gz, ct/sub-01_ct.nii.gz   (the MR's suffix is _mr where its name has none)
///   masks/sub-01_space-mr_seg-vert_msk.nii.gz ... (vert and subreg, space-mr and space-ct)
///   sub-01_landmarks.json                         (both images, with state and weights)
///   sub-01_space-mr_landmarks.csv, sub-01_space-ct_landmarks.csv  (LPS mm; of sides with points)
///   sub-01_ct-from-mr.tfm, sub-01_ct-from-mr_matrix.json (ITK's file; the 4x4 matrix, LPS mm)
///   sub-01_ct-from-mr.json                        (the transforms of the vertebrae, if there are
///                                                  any; names the exported mask)
/// and participants.csv with split, verdict and note. Images that are NIfTI already are copied byte
/// for byte. Fails before anything is written where a file of one of these names exists, unless
/// `replace`. A subject with a file that cannot be read is written without it, with a warning.
Result<StudyExport> export_study(const Study& study, const std::vector<std::string>& subjects,
                                 const std::filesystem::path& folder, bool replace,
                                 JobContext& job);

/// Fails where export_study would before it writes anything, but for files that are there already.
Result<ExportPlan> plan_export(const Study& study, const std::vector<std::string>& subjects,
                               const std::filesystem::path& folder);

}  // namespace transpine
