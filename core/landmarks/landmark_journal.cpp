// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/landmark_journal.h"

#include <cerrno>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/landmarks/landmark_json.h"

namespace transpine {
namespace fs = std::filesystem;

LandmarkJournal::LandmarkJournal(const fs::path& landmarks_file)
    : path_(landmarks_file.parent_path() /
            ("." + landmarks_file.filename().string() + ".journal")) {}

Result<std::uint64_t> LandmarkJournal::record(const LandmarkDocument& document) {
  const std::lock_guard lock(mutex_);
  if (auto made = ensure_writable_folder(path_.parent_path()); !made) return made.error();
  const fs::path temporary = path_.string() + ".new";
  std::error_code failed;
  {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file << json_text(to_json(document));
    if (!file.flush()) return file_error("could not be written", path_, errno);
  }
  fs::rename(temporary, path_, failed);
  if (failed) return file_error("could not be written", path_, failed.value());
  return ++newest_;
}

void LandmarkJournal::forget(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  if (number != newest_) return;
  std::error_code ignored;
  fs::remove(path_, ignored);
}

std::optional<LandmarkDocument> LandmarkJournal::left_behind() const {
  if (!fs::exists(path_)) return {};
  auto document = read_landmark_document(path_);
  if (!document) return {};
  return std::move(*document);
}

}  // namespace transpine
