// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace transpine {

/// What people write about a run: notes.json of its folder.
struct RunNotes {
  std::string note;
  std::vector<std::string> tags;
};

/// Empty notes where there is no file. Fails for a damaged one, which is then not written over.
Result<RunNotes> read_run_notes(const std::filesystem::path& run_folder);
Result<void> write_run_notes(const std::filesystem::path& run_folder, const RunNotes& notes);

/// "a, b" as tags: trimmed, each once, none empty.
std::vector<std::string> tags_from_text(const std::string& text);
std::string tags_text(const std::vector<std::string>& tags);

}  // namespace transpine
