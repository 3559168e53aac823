// SPDX-License-Identifier: Apache-2.0
#include "core/project/study_json.h"

#include "core/base/utf8.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kBytes = "_bytes";

/// A name need not be UTF-8, as JSON must be: its bytes then go along in hex.
void set_path(json& entry, const std::string& key, const fs::path& path) {
  const std::string text = path.generic_string();
  entry[key] = utf8_or_escaped(text);
  entry.erase(key + kBytes);
  if (!is_utf8(text)) entry[key + kBytes] = hex_of(text);
}

/// The path under a key, or under that of its bytes.
std::string path_in(const json& entry, const std::string& key) {
  if (const auto bytes = entry.find(key + kBytes); bytes != entry.end()) {
    if (auto text = from_hex(bytes->get<std::string>())) return *text;
  }
  return entry.value(key, std::string());
}

json file_json(const SubjectFile& file, const fs::path& folder) {
  json entry = file.unknown;
  const fs::path relative = file.path.lexically_relative(folder);
  const bool is_inside = !relative.empty() && *relative.begin() != "..";
  set_path(entry, "path", is_inside ? relative : file.path);
  set_path(entry, "fallback", is_inside ? file.path : relative);
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
      file.path = in_folder(path_in(entry, key), folder);
    } else if (key == "fallback") {
      fallback = path_in(entry, key);
    } else if (key == std::string("path") + kBytes || key == std::string("fallback") + kBytes) {
      continue;  // Taken with its text.
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
  entry["id"] = utf8_or_escaped(subject.id);
  entry["split"] = utf8_or_escaped(subject.split);
  entry["note"] = utf8_or_escaped(subject.note);
  if (!subject.verdict.empty()) entry["verdict"] = utf8_or_escaped(subject.verdict);
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
