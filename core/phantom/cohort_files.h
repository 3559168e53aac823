// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/phantom/phantom.h"

namespace transpine {

/// "sub-001" for index 0.
std::string subject_name(int index);

/// Writes a subject's images, masks, landmarks and truth below `folder`/`name`:
/// NAME_T2w.nii.gz (or T1w), NAME_ct.nii.gz, NAME_space-{mr,ct}_seg-{vert,subreg}_msk.nii.gz,
/// NAME_landmarks.json, NAME_ct-from-mr.tfm and NAME_truth.json (transforms, options).
Result<void> write_phantom_subject(const std::filesystem::path& folder, const std::string& name,
                                   const PhantomSubject& subject, const PhantomOptions& options,
                                   JobContext& job);

}  // namespace transpine
