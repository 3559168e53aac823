// SPDX-License-Identifier: Apache-2.0
#include "core/project/study.h"

#include <algorithm>
#include <cerrno>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/base/version.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// Inside the study a path is kept relative, so that the folder can be moved.
std::string stored_path(const fs::path& path, const fs::path& folder) {
  const fs::path relative = path.lexically_relative(folder);
  if (relative.empty() || *relative.begin() == "..") return path.string();
  return relative.generic_string();
}

fs::path loaded_path(const std::string& stored, const fs::path& folder) {
  const fs::path path = stored;
  return (path.is_absolute() ? path : folder / path).lexically_normal();
}

json subject_json(const Subject& subject, const fs::path& folder) {
  json entry = subject.unknown;
  entry["id"] = subject.id;
  entry["split"] = subject.split;
  entry["note"] = subject.note;
  json files = json::object();
  for (const auto& [role, file] : subject.files) {
    files[role_key(role)] = {{"path", stored_path(file.path, folder)},
                             {"content_hash", file.content_hash}};
  }
  entry["files"] = std::move(files);
  return entry;
}

Subject subject_from_json(const json& entry, const fs::path& folder,
                          std::vector<std::string>* warnings) {
  Subject subject;
  for (const auto& [key, value] : entry.items()) {
    if (key == "id") {
      subject.id = value.get<std::string>();
    } else if (key == "split") {
      subject.split = value.get<std::string>();
    } else if (key == "note") {
      subject.note = value.get<std::string>();
    } else if (key != "files") {
      subject.unknown[key] = value;
    }
  }
  const json files = entry.value("files", json::object());
  for (const auto& [key, value] : files.items()) {
    const auto role = role_from_key(key);
    if (!role) {
      if (warnings)
        warnings->push_back(subject.id + " has a file of an unknown role: " + key + ".");
      continue;
    }
    SubjectFile file{loaded_path(value.at("path").get<std::string>(), folder),
                     value.value("content_hash", "")};
    if (warnings && !fs::exists(file.path)) {
      warnings->push_back(file.path.string() + " is missing; it was listed as the " + key + " of " +
                          subject.id + ".");
    }
    subject.files[*role] = std::move(file);
  }
  return subject;
}

}  // namespace

fs::path Subject::path_of(Role role) const {
  const auto it = files.find(role);
  return it == files.end() ? fs::path() : it->second.path;
}

Study::Study(fs::path folder) : folder_(fs::absolute(folder).lexically_normal()) {
  if (!folder_.has_filename()) folder_ = folder_.parent_path();
}

Result<Study> Study::open(const fs::path& folder_or_file, std::vector<std::string>* warnings) {
  const bool is_file = fs::is_regular_file(folder_or_file);
  Study study(is_file ? fs::absolute(folder_or_file).parent_path() : folder_or_file);
  auto text = read_text(study.file());
  if (!text) {
    return Error{text.error().title, "Choose a folder that holds a transpine.json."};
  }
  const json document = json::parse(*text, nullptr, false);
  if (!document.is_object()) {
    return Error{study.file().string() + " is not a study file.",
                 "It may be damaged: restore it from a backup, or import the images anew."};
  }
  if (auto read = study.read(document, warnings); !read) return read.error();
  return study;
}

Result<void> Study::read(const json& document, std::vector<std::string>* warnings) {
  try {
    const int version = document.value("format_version", 0);
    if (version > kFormatVersion && warnings) {
      warnings->push_back(file().string() +
                          " was written by a later version; what this one does not know is kept.");
    }
    for (const auto& [key, value] : document.items()) {
      if (key == "subjects") {
        for (const json& entry : value) {
          subjects_.push_back(subject_from_json(entry, folder_, warnings));
        }
      } else if (key == "settings") {
        settings_ = value;
      } else if (key != "format_version" && key != "written_by") {
        unknown_[key] = value;
        if (warnings) warnings->push_back("Unknown field in the study file: " + key + ".");
      }
    }
  } catch (const json::exception& exception) {
    return Error{file().string() + " cannot be understood (" + exception.what() + ").",
                 "It may be damaged: restore it from a backup, or import the images anew."};
  }
  return {};
}

Result<void> Study::save() const {
  json document = unknown_;
  document["format_version"] = kFormatVersion;
  document["written_by"] = std::string("transpine ") + kVersion;
  document["settings"] = settings_;
  json subjects = json::array();
  for (const Subject& subject : subjects_) subjects.push_back(subject_json(subject, folder_));
  document["subjects"] = std::move(subjects);
  return write_text_atomically(file(), document.dump(2) + "\n");
}

fs::path Study::landmarks_file(const std::string& subject) const {
  return folder_ / "landmarks" / (subject + ".json");
}

fs::path Study::transform_file(const std::string& subject) const {
  return folder_ / "transforms" / (subject + "_ct-from-mr.tfm");
}

fs::path Study::results_folder(const std::string& run) const {
  return folder_ / "results" / run;
}

const Subject* Study::find(const std::string& id) const {
  const auto it = std::find_if(subjects_.begin(), subjects_.end(),
                               [&](const Subject& subject) { return subject.id == id; });
  return it == subjects_.end() ? nullptr : &*it;
}

Subject& Study::subject(const std::string& id) {
  const auto it = std::find_if(subjects_.begin(), subjects_.end(),
                               [&](const Subject& subject) { return subject.id == id; });
  if (it != subjects_.end()) return *it;
  Subject added;
  added.id = id;
  return subjects_.emplace_back(std::move(added));
}

void Study::remove(const std::string& id) {
  std::erase_if(subjects_, [&](const Subject& subject) { return subject.id == id; });
}

Result<int> Study::import_folder(const fs::path& folder, Hashing hashing) {
  std::error_code code;
  fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, code);
  if (code) return file_error("could not be read", folder, code.value());
  std::vector<fs::path> paths;
  for (; it != fs::recursive_directory_iterator(); it.increment(code)) {
    if (code) return file_error("could not be read", folder, code.value());
    if (it->is_regular_file()) paths.push_back(fs::absolute(it->path()).lexically_normal());
  }
  std::sort(paths.begin(), paths.end());
  int taken = 0;
  for (const fs::path& path : paths) {
    if (const auto recognised = recognise_file(path)) {
      const auto hash =
          hashing == Hashing::now ? content_hash(path) : Result<std::string>(std::string());
      subject(recognised->subject).files[recognised->role] = {path, hash ? *hash : ""};
      ++taken;
    }
  }
  return taken;
}

}  // namespace transpine
