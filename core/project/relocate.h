// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/project/study.h"

namespace transpine {

/// A file of a study that is not where the study says.
struct MissingFile {
  std::string subject;
  Role role = Role::mr;
  std::filesystem::path listed;  ///< Where the study says it is.
  std::filesystem::path found;   ///< Where it is now; empty when it was not found.
};

std::vector<MissingFile> missing_files(const Study& study);

/// Looks for the missing files below `folder` and fills in `found`. A file of the same content hash
/// is taken, whatever its name: those of the same name and size are read first, then those of the
/// same size. Where the study has no hash, name and size must agree and only one file may do so.
Result<std::vector<MissingFile>> find_moved_files(const Study& study,
                                                  const std::filesystem::path& folder,
                                                  JobContext& job);

/// Gives the subjects the files that were found; returns how many.
int apply_relocation(Study& study, const std::vector<MissingFile>& files);

/// The folder above most missing files: what a person would look for first. Empty without any.
std::filesystem::path common_missing_folder(const std::vector<MissingFile>& files);

}  // namespace transpine
