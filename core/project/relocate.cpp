// SPDX-License-Identifier: Apache-2.0
#include "core/project/relocate.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

struct Candidate {
  fs::path path;
  std::uintmax_t bytes = 0;
};

Result<std::vector<Candidate>> files_below(const fs::path& folder, JobContext& job) {
  std::error_code code;
  fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, code);
  if (code) return file_error("could not be read", folder, code.value());
  std::vector<Candidate> files;
  for (; it != fs::recursive_directory_iterator(); it.increment(code)) {
    if (code) return file_error("could not be read", folder, code.value());
    if (!job.checkpoint(0, "Listing files")) return cancelled_error();
    std::error_code ignored;
    if (!it->is_regular_file(ignored)) continue;
    const auto bytes = it->file_size(ignored);
    if (!ignored) files.push_back({fs::absolute(it->path()).lexically_normal(), bytes});
  }
  std::sort(files.begin(), files.end(),
            [](const Candidate& a, const Candidate& b) { return a.path < b.path; });
  return files;
}

/// Hashes of candidates, each file read once.
class Hashes {
 public:
  const std::string& of(const fs::path& path) {
    const auto [it, is_new] = known_.try_emplace(path.string());
    if (is_new) {
      if (const auto hash = content_hash(path)) it->second = *hash;
    }
    return it->second;
  }

 private:
  std::unordered_map<std::string, std::string> known_;
};

/// Files by what is known of a missing one.
class Candidates {
 public:
  explicit Candidates(std::vector<Candidate> files) : files_(std::move(files)) {
    for (const Candidate& file : files_) {
      by_name_[file.path.filename().string()].push_back(&file);
      by_bytes_[file.bytes].push_back(&file);
    }
  }

  fs::path place_of(const SubjectFile& wanted, Hashes& hashes) const {
    std::vector<const Candidate*> same_name;
    for (const Candidate* file : found(by_name_, wanted.path.filename().string())) {
      if (wanted.bytes == 0 || file->bytes == wanted.bytes) same_name.push_back(file);
    }
    if (wanted.content_hash.empty()) {
      return same_name.size() == 1 ? same_name[0]->path : fs::path();
    }
    for (const Candidate* file : same_name) {
      if (hashes.of(file->path) == wanted.content_hash) return file->path;
    }
    if (wanted.bytes == 0) return {};
    for (const Candidate* file : found(by_bytes_, wanted.bytes)) {
      if (hashes.of(file->path) == wanted.content_hash) return file->path;
    }
    return {};
  }

 private:
  using Group = std::vector<const Candidate*>;

  template <class Key>
  static const Group& found(const std::unordered_map<Key, Group>& groups, const Key& key) {
    static const Group none;
    const auto it = groups.find(key);
    return it == groups.end() ? none : it->second;
  }

  std::vector<Candidate> files_;
  std::unordered_map<std::string, Group> by_name_;
  std::unordered_map<std::uintmax_t, Group> by_bytes_;
};

}  // namespace

std::vector<MissingFile> missing_files(const Study& study) {
  std::vector<MissingFile> missing;
  for (const Subject& subject : study.subjects()) {
    for (const auto& [role, file] : subject.files) {
      std::error_code code;
      if (!fs::exists(file.path, code)) missing.push_back({subject.id, role, file.path, {}});
    }
  }
  return missing;
}

Result<std::vector<MissingFile>> find_moved_files(const Study& study, const fs::path& folder,
                                                  JobContext& job) {
  std::vector<MissingFile> missing = missing_files(study);
  auto files = files_below(folder, job);
  if (!files) return files.error();
  const Candidates candidates(std::move(*files));
  Hashes hashes;
  for (std::size_t i = 0; i < missing.size(); ++i) {
    MissingFile& file = missing[i];
    if (!job.checkpoint(static_cast<double>(i) / static_cast<double>(missing.size()),
                        "Looking for " + file.listed.filename().string())) {
      return cancelled_error();
    }
    file.found = candidates.place_of(study.find(file.subject)->files.at(file.role), hashes);
  }
  return missing;
}

int apply_relocation(Study& study, const std::vector<MissingFile>& files) {
  int applied = 0;
  for (const MissingFile& file : files) {
    if (file.found.empty() || !study.find(file.subject)) continue;
    auto& kept = study.subject(file.subject).files;
    const auto it = kept.find(file.role);
    if (it == kept.end() || it->second.path != file.listed) continue;
    it->second.path = file.found;
    ++applied;
  }
  return applied;
}

fs::path common_missing_folder(const std::vector<MissingFile>& files) {
  if (files.empty()) return {};
  fs::path common = files.front().listed.parent_path();
  for (const MissingFile& file : files) {
    fs::path shared;
    const fs::path folder = file.listed.parent_path();
    const auto [end, other] =
        std::mismatch(common.begin(), common.end(), folder.begin(), folder.end());
    for (auto part = common.begin(); part != end; ++part) shared /= *part;
    common = shared;
  }
  return common;
}

}  // namespace transpine
