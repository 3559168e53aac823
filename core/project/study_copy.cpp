// SPDX-License-Identifier: Apache-2.0
#include "core/project/study_copy.h"

#include <span>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

/// What a study folder holds beside its images, in the order of their importance.
constexpr const char* kParts[] = {"landmarks", "transforms", "results", "reports", "runs"};

Result<void> copy_tree(const fs::path& from, const fs::path& to, JobContext& job) {
  std::error_code code;
  if (!fs::is_directory(from, code)) return {};
  using Options = fs::directory_options;
  for (fs::recursive_directory_iterator it(from, Options::follow_directory_symlink, code), end;
       it != end; it.increment(code)) {
    if (code) return file_error("could not be read", from, code.value());
    if (!job.checkpoint(0.5, "Copying " + it->path().filename().string())) return cancelled_error();
    const fs::path target = to / it->path().lexically_relative(from);
    if (it->is_directory(code)) {
      fs::create_directories(target, code);
    } else {
      fs::create_directories(target.parent_path(), code);
      fs::copy_file(it->path(), target, fs::copy_options::skip_existing, code);
    }
    if (code) return file_error("could not be written", target, code.value());
  }
  if (code) return file_error("could not be read", from, code.value());
  return {};
}

/// Folders are made, files become links to those of the original.
Result<void> link_tree(const fs::path& from, const fs::path& to) {
  std::error_code code;
  if (!fs::is_directory(from, code)) return {};
  for (fs::recursive_directory_iterator it(from, code), end; it != end; it.increment(code)) {
    if (code) return file_error("could not be read", from, code.value());
    const fs::path target = to / it->path().lexically_relative(from);
    fs::create_directories(it->is_directory(code) ? target : target.parent_path(), code);
    if (!it->is_directory(code)) fs::create_symlink(it->path(), target, code);
    if (code) return file_error("could not be made", target, code.value());
  }
  return {};
}

std::string name_for(const Study& study) {
  ContentHasher hasher;
  const std::string place = study.folder().string();
  hasher.add(std::as_bytes(std::span(place)));
  if (const auto state = content_hash(study.file())) {
    hasher.add(std::as_bytes(std::span(*state)));
  }
  return study.folder().filename().string() + "-" + hasher.digest().substr(0, 12);
}

}  // namespace

bool is_writable(const Study& study) {
  // Asking for permissions is not enough: a medium can be read-only as a whole.
  const fs::path probe = study.folder() / ".transpine-write-test";
  if (!write_text_atomically(probe, "")) return false;
  std::error_code code;
  fs::remove(probe, code);
  return !code;
}

Result<Study> stand_in_for(const Study& study, const fs::path& recovery_folder) {
  const Study stand_in = study.moved_to(recovery_folder / name_for(study));
  if (fs::exists(stand_in.file())) return Study::open(stand_in.folder());
  if (auto possible = ensure_writable_folder(stand_in.folder()); !possible) {
    return possible.error();
  }
  JobContext job;
  for (const char* part : kParts) {
    const bool is_small = std::string(part) == "landmarks" || std::string(part) == "transforms";
    const auto taken = is_small ? copy_tree(study.folder() / part, stand_in.folder() / part, job)
                                : link_tree(study.folder() / part, stand_in.folder() / part);
    if (!taken) return taken.error();
  }
  // Last: a stand-in with a study file is whole.
  if (auto saved = stand_in.save(); !saved) return saved.error();
  return stand_in;
}

Result<Study> save_study_as(const Study& study, const fs::path& folder, JobContext& job) {
  const Study moved = study.moved_to(folder);
  if (moved.folder() == study.folder()) {
    if (auto saved = study.save(); !saved) return saved.error();
    return study;
  }
  if (fs::exists(moved.file())) {
    return Error{moved.folder().string() + " holds a study already.",
                 "Choose another folder, or open that study."};
  }
  if (auto possible = ensure_writable_folder(moved.folder()); !possible) return possible.error();
  for (const char* part : kParts) {
    auto copied = copy_tree(study.folder() / part, moved.folder() / part, job);
    if (!copied) return copied.error();
  }
  if (auto saved = moved.save(); !saved) return saved.error();
  return moved;
}

}  // namespace transpine
