// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/phantom/phantom.h"
#include "core/project/study.h"

namespace transpine {

/// Writes a phantom's images, masks, landmarks and true transform with BIDS-like names into
/// `folder`: <id>_T1w|T2w.nii.gz, <id>_ct.nii.gz, <id>_space-mr|ct_seg-vert|subreg_msk.nii.gz,
/// <id>_landmarks.json, <id>_ct-from-mr.tfm and <id>_truth.json (options and the true transform of
/// each vertebra).
Result<void> write_phantom(const PhantomSubject& phantom, const PhantomOptions& options,
                           const std::string& id, const std::filesystem::path& folder,
                           JobContext& job);

/// How a phantom cohort is split: the last subjects test, those before validate.
struct CohortOptions {
  int subjects = 4;
  int validation = 1;
  int test = 1;
};

/// A study of `cohort.subjects` phantoms under <folder>/images, saved.
Result<Study> make_phantom_study(const std::filesystem::path& folder, const PhantomOptions& options,
                                 const CohortOptions& cohort, JobContext& job);

/// The true transforms by vertebra that write_phantom wrote.
Result<std::map<int, Rigid3>> read_phantom_truth(const std::filesystem::path& truth_json);

}  // namespace transpine
