// SPDX-License-Identifier: Apache-2.0
#include "core/project/study.h"

#include <algorithm>
#include <cerrno>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/base/json_text.h"
#include "core/base/version.h"
#include "core/project/journal.h"
#include "core/project/study_json.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

fs::path Subject::path_of(Role role) const {
  const auto it = files.find(role);
  return it == files.end() ? fs::path() : it->second.path;
}

bool is_subject_id(const std::string& id) {
  return !id.empty() && id != "." && id != ".." &&
         id.find_first_of(std::string("/\0", 2)) == std::string::npos;
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
  study.replay(read_journal(study.journal_file()));
  if (warnings) study.warn_of_missing_files(*warnings);
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
          subjects_->all.push_back(subject_from_json(entry, folder_));
          if (const std::string& id = subjects_->all.back().id; !is_subject_id(id))
            return bad_id(id);
        }
        subjects_->number_places();
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

Error Study::bad_id(const std::string& id) const {
  return {
      file().string() + " has a subject called \"" + id + "\", which cannot name files.",
      "Rename it in that file: no /, not empty, not . or .., since results are kept in files of "
      "its name."};
}

Result<void> Study::save() const {
  json document = unknown_;
  document["format_version"] = kFormatVersion;
  document["written_by"] = std::string("transpine ") + kVersion;
  document["settings"] = settings_;
  json subjects = json::array();
  for (const Subject& subject : subjects_->all) {
    if (!subject.is_transient) subjects.push_back(subject_json(subject, folder_));
  }
  document["subjects"] = std::move(subjects);
  auto written = write_text_atomically(file(), json_text(document, 2) + "\n");
  if (!written) return written;
  std::error_code code;
  fs::remove(journal_file(), code);
  if (code) return file_error("could not be removed", journal_file(), code.value());
  return {};
}

Study Study::moved_to(const fs::path& folder) const {
  Study moved = *this;
  moved.folder_ = Study(folder).folder_;
  return moved;
}

int Study::replay(const std::vector<json>& journal) {
  if (journal.empty()) return 0;
  SubjectList& subjects = own_subjects();
  int applied = 0;
  for (const json& entry : journal) {
    if (!entry.contains("subject") || !entry["subject"].is_string()) continue;
    Subject* subject = subjects.find(entry["subject"].get_ref<const std::string&>());
    if (!subject) continue;
    const auto take = [&](const char* key, std::string& field) {
      if (!entry.contains(key) || !entry[key].is_string()) return;
      field = entry[key].get<std::string>();
      ++applied;
    };
    take("verdict", subject->verdict);
    take("note", subject->note);
  }
  return applied;
}

void Study::warn_of_missing_files(std::vector<std::string>& warnings) const {
  int missing = 0;
  std::string first;
  for (const Subject& subject : subjects_->all) {
    for (const auto& [role, file] : subject.files) {
      std::error_code code;
      if (fs::exists(file.path, code)) continue;
      if (missing++ == 0) {
        first = file.path.string() + ", the " + role_key(role) + " of " + subject.id;
      }
    }
    if (subject.unknown_files.empty()) continue;
    warnings.push_back(subject.id + " has a file of an unknown role: " +
                       subject.unknown_files.begin().key() + ".");
  }
  if (missing == 0) return;
  warnings.push_back(
      (missing == 1 ? std::string("A file of the study is missing: ")
                    : std::to_string(missing) + " files of the study are missing; the first is ") +
      first + ". If the folder was moved, name its new place: File > Relocate " +
      "Files, or transpine study relocate.");
}

fs::path Study::landmarks_file(const std::string& subject) const {
  return folder_ / "landmarks" / (subject + ".json");
}

fs::path Study::points_file(const std::string& subject) const {
  const fs::path own = landmarks_file(subject);
  std::error_code code;
  if (fs::exists(own, code)) return own;
  const Subject* found = find(subject);
  return found ? found->path_of(Role::landmarks) : fs::path();
}

fs::path Study::transform_file(const std::string& subject) const {
  return folder_ / "transforms" / (subject + "_ct-from-mr.tfm");
}

fs::path Study::results_folder(const std::string& run) const {
  return folder_ / "results" / run;
}

Subject* Study::SubjectList::find(const std::string& id) {
  const auto it = places.find(id);
  return it == places.end() ? nullptr : &all[it->second];
}

Subject& Study::SubjectList::add(const std::string& id) {
  const auto [place, is_new] = places.try_emplace(id, all.size());
  if (is_new) all.emplace_back().id = id;
  return all[place->second];
}

void Study::SubjectList::number_places() {
  places.clear();
  // The first of two with one id, as a list would find it.
  for (std::size_t i = 0; i < all.size(); ++i) places.try_emplace(all[i].id, i);
}

Study::SubjectList& Study::own_subjects() {
  if (subjects_.use_count() > 1) subjects_ = std::make_shared<SubjectList>(*subjects_);
  return *subjects_;
}

const Subject* Study::find(const std::string& id) const {
  return subjects_->find(id);
}

Subject& Study::subject(const std::string& id) {
  return own_subjects().add(id);
}

void Study::remove(const std::set<std::string>& ids) {
  SubjectList& subjects = own_subjects();
  std::erase_if(subjects.all, [&](const Subject& subject) { return ids.contains(subject.id); });
  subjects.number_places();
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
  SubjectList& subjects = own_subjects();
  int taken = 0;
  for (const fs::path& path : paths) {
    const auto recognised = recognise_file(path);
    if (!recognised) continue;
    SubjectFile file;
    file.path = path;
    if (hashing == Hashing::now) {
      const auto hash = content_hash(path);
      if (hash) file.content_hash = *hash;
      const auto bytes = fs::file_size(path, code);
      if (!code) file.bytes = bytes;
    }
    subjects.add(recognised->subject).files[recognised->role] = std::move(file);
    ++taken;
  }
  return taken;
}

}  // namespace transpine
