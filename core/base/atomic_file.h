// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace transpine {

/// Writes a file so that a reader sees the old or the new content, never a part: `write` fills a
/// temporary file in the same folder, which is synced and renamed onto `path`. On any failure the
/// temporary is removed and `path` is as it was. Missing parent folders are made.
/// Errors name the file and say what to do (no permission, disk full, ...).
Result<void> write_file_atomically(
    const std::filesystem::path& path,
    const std::function<Result<void>(const std::filesystem::path& temporary)>& write);

/// One file of a group: `write` fills `temporary`, whose name ends as that of `path`.
struct FileInGroup {
  std::filesystem::path path;
  std::function<Result<void>(const std::filesystem::path& temporary)> write;
};

/// Writes files that belong together: all temporaries first, then the renames. When anything fails,
/// the temporaries are removed and every `path` is as it was. A crash between two renames can leave
/// a part of the group, each file of it whole.
Result<void> write_files_together(const std::vector<FileInGroup>& files);

Result<void> write_text_atomically(const std::filesystem::path& path, std::string_view text);

/// The whole file as bytes, or an error that names it.
Result<std::string> read_text(const std::filesystem::path& path);

/// An error for a failed system call on `path`, with a remedy that fits `error_number` (errno).
Error file_error(const std::string& what, const std::filesystem::path& path, int error_number);

/// Makes the folder and its parents; fails with a remedy when it cannot be written to.
Result<void> ensure_writable_folder(const std::filesystem::path& folder);

}  // namespace transpine
