// SPDX-License-Identifier: Apache-2.0
#include "core/project/study_json.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

json file_json(const SubjectFile& file, const fs::path& folder) {
  json entry = file.unknown;
  const fs::path relative = file.path.lexically_relative(folder);
  const bool is_inside = !relative.empty() && *relative.begin() != "..";
  entry["path"] = is_inside ? relative.generic_string() : file.path.string();
  entry["fallback"] = is_inside ? file.path.string() : relative.generic_string();
  entry["content_hash"] = file.content_hash;
  if (file.bytes > 0) entry["bytes"] = file.bytes;
  return entry;
}

fs::path in_folder(const std::string& stored, const fs::path& folder) {
  const fs::path path = stored;
  return (path.is_absolute() ? path : folder / path).lexically_normal();
}

SubjectFile file_from_json(const json& entry, const fs::path& folder) {
  SubjectFile file;
  std::string fallback;
  for (const auto& [key, value] : entry.items()) {
    if (key == "path") {
      file.path = in_folder(value.get<std::string>(), folder);
    } else if (key == "fallback") {
      fallback = value.get<std::string>();
    } else if (key == "content_hash") {
      file.content_hash = value.get<std::string>();
    } else if (key == "bytes") {
      file.bytes = value.get<std::uintmax_t>();
    } else {
      file.unknown[key] = value;
    }
  }
  std::error_code code;
  if (!fallback.empty() && !fs::exists(file.path, code)) {
    const fs::path other = in_folder(fallback, folder);
    if (fs::exists(other, code)) file.path = other;
  }
  return file;
}

}  // namespace

json subject_json(const Subject& subject, const fs::path& folder) {
  json entry = subject.unknown;
  entry["id"] = subject.id;
  entry["split"] = subject.split;
  entry["note"] = subject.note;
  if (!subject.verdict.empty()) entry["verdict"] = subject.verdict;
  json files = subject.unknown_files;
  for (const auto& [role, file] : subject.files) files[role_key(role)] = file_json(file, folder);
  entry["files"] = std::move(files);
  return entry;
}

Subject subject_from_json(const json& entry, const fs::path& folder) {
  Subject subject;
  for (const auto& [key, value] : entry.items()) {
    if (key == "id") {
      subject.id = value.get<std::string>();
    } else if (key == "split") {
      subject.split = value.get<std::string>();
    } else if (key == "note") {
      subject.note = value.get<std::string>();
    } else if (key == "verdict") {
      subject.verdict = value.get<std::string>();
    } else if (key != "files") {
      subject.unknown[key] = value;
    }
  }
  const json files = entry.value("files", json::object());
  for (const auto& [key, value] : files.items()) {
    if (const auto role = role_from_key(key)) {
      value.at("path");  // A file without a path is a damaged study file.
      subject.files[*role] = file_from_json(value, folder);
    } else {
      subject.unknown_files[key] = value;
    }
  }
  return subject;
}

}  // namespace transpine
