// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/job_context.h"
#include "core/project/study.h"

namespace transpine {

/// Whether files can be written into the study's folder.
bool is_writable(const Study& study);

/// A study that stands in for one whose folder cannot be written to: in a folder of its own below
/// `recovery_folder`, with copies of the landmarks and transforms and links to the images, runs and
/// results where they are. Work goes on in it and nothing is lost. Opening the same state of the
/// same study again finds the same stand-in with all that was done there.
Result<Study> stand_in_for(const Study& study, const std::filesystem::path& recovery_folder);

/// Writes the study to another folder: the study file with absolute paths to the images that stay
/// where they are, and its landmarks, transforms, runs, results and reports. The folder must not
/// hold a study yet. Returns the study there.
Result<Study> save_study_as(const Study& study, const std::filesystem::path& folder,
                            JobContext& job);

}  // namespace transpine
