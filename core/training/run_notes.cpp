// SPDX-License-Identifier: Apache-2.0
#include "core/training/run_notes.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"

namespace transpine {
namespace {

constexpr const char* file_name = "notes.json";

}  // namespace

Result<RunNotes> read_run_notes(const std::filesystem::path& run_folder) {
  const std::filesystem::path file = run_folder / file_name;
  if (!std::filesystem::exists(file)) return RunNotes();
  const auto text = read_text(file);
  if (!text) return text.error();
  try {
    const auto json = nlohmann::json::parse(*text);
    return RunNotes{json.value("note", std::string()),
                    json.value("tags", std::vector<std::string>())};
  } catch (const nlohmann::json::exception&) {
    return Error{file.string() + " is damaged, so the run's notes cannot be read.",
                 "Move it away to write new notes."};
  }
}

Result<void> write_run_notes(const std::filesystem::path& run_folder, const RunNotes& notes) {
  const nlohmann::json json{{"note", notes.note}, {"tags", notes.tags}};
  return write_text_atomically(run_folder / file_name, json_text(json, 2) + "\n");
}

std::vector<std::string> tags_from_text(const std::string& text) {
  std::vector<std::string> tags;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, ',');) {
    const auto begin = part.find_first_not_of(" \t");
    if (begin == std::string::npos) continue;
    part = part.substr(begin, part.find_last_not_of(" \t") - begin + 1);
    if (std::ranges::find(tags, part) == tags.end()) tags.push_back(part);
  }
  return tags;
}

std::string tags_text(const std::vector<std::string>& tags) {
  std::string text;
  for (const std::string& tag : tags) text += (text.empty() ? "" : ", ") + tag;
  return text;
}

}  // namespace transpine
