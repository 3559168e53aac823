// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/project/study.h"

namespace transpine {

/// What a file or folder that was dropped or named is.
enum class ImportKind {
  subject_file,  ///< An image, mask, transform or landmarks file of a subject: `role` says which.
  checkpoint,    ///< Weights of a model: becomes a run.
  dicom,         ///< A folder with DICOM files: its series are chosen in the browser.
  study,         ///< A folder with a study file: is opened, not taken into another.
  unknown,       ///< Nothing that can be taken as it is; `reason` says why.
};

/// What import would do with one file, for a person to look at and change first.
struct ImportItem {
  std::filesystem::path path;
  ImportKind kind = ImportKind::unknown;
  std::string subject;
  std::optional<Role> role;
  std::string reason;              ///< How kind and role were found: "by its name", ...
  std::filesystem::path replaces;  ///< The other file that has this role of this subject now.
  bool take = false;               ///< Off at first for what is unknown, taken already or replaces.
};

/// Looks at files and, recursively, at folders. Names decide (BIDS entities, words such as ct, T2,
/// seg); where they say nothing, header and values do: Hounsfield units make a CT, few whole
/// numbers of known labels a mask; an image without values, of one value or of few other whole
/// numbers is left out. A mask belongs to the image with its grid. `study` may be null;
/// `fallback_subject` is for files whose names and folders tell no subject. Damaged files are items
/// too, with what is wrong as their reason.
Result<std::vector<ImportItem>> propose_import(const std::vector<std::filesystem::path>& paths,
                                               const Study* study,
                                               const std::string& fallback_subject,
                                               JobContext& job);

/// Sets `replaces` of each item anew; call it when subjects or roles were changed. Two items for
/// one role of one subject name each other.
void find_replaced(std::vector<ImportItem>& items, const Study* study);

struct ImportSummary {
  int files = 0;
  int runs = 0;
  std::vector<std::string> warnings;
};

/// Takes the items with `take` set, with their content hashes. An item that replaces another file
/// is left out, with a warning, unless `replace`. Checkpoints are copied to runs/<name>. Does not
/// save.
Result<ImportSummary> apply_import(Study& study, const std::vector<ImportItem>& items, bool replace,
                                   JobContext& job);

}  // namespace transpine
