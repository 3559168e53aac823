// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/result.h"
#include "core/project/roles.h"

namespace transpine {

/// One file of a subject. Paths are absolute in memory and relative to the study on disk where they
/// lie inside it, so that a study folder can be moved.
struct SubjectFile {
  std::filesystem::path path;
  std::string content_hash;  ///< XXH3-128 in hex of the file's bytes; empty until computed.
  std::uintmax_t bytes = 0;  ///< Size when the hash was taken; 0 until then.
  nlohmann::json unknown = nlohmann::json::object();  ///< Fields of later versions.
};

/// One person, or one phantom.
struct Subject {
  std::string id;       ///< "sub-001"
  std::string split;    ///< "train", "val", "test", or empty.
  std::string note;     ///< Shown to people, e.g. that a pair is simulated or of two persons.
  std::string verdict;  ///< verdict_key of a review; a word of a later version is kept.
  std::map<Role, SubjectFile> files;
  bool is_transient = false;  ///< Only looked at: shown in the window, never saved.
  nlohmann::json unknown = nlohmann::json::object();  ///< Fields of later versions, kept on save.
  nlohmann::json unknown_files = nlohmann::json::object();  ///< Files of unknown roles, the same.

  /// The file of a role, or an empty path.
  std::filesystem::path path_of(Role role) const;
};

/// Whether results can be kept in files of this name: not empty, no path, nothing like "..".
bool is_subject_id(const std::string& id);

/// A study: the subjects of a folder and what was done with them (DESIGN 4). Plain data; not shared
/// between threads. Copies share the subjects until one of them changes, so that a job can take one
/// along whatever the size.
class Study {
 public:
  static constexpr int kFormatVersion = 1;

  /// An empty study in `folder`, which is made on save.
  explicit Study(std::filesystem::path folder);

  /// Reads <folder>/transpine.json (or that file itself) and the verdicts and notes in its
  /// journal. Warnings (a later version, unknown fields, missing files) go to `warnings`.
  static Result<Study> open(const std::filesystem::path& folder_or_file,
                            std::vector<std::string>* warnings = nullptr);
  /// Writes the study file, then removes the journal, whose changes it holds.
  Result<void> save() const;
  /// The same study with `folder` as its place on disk; files that a save would write go there.
  Study moved_to(const std::filesystem::path& folder) const;

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path file() const { return folder_ / "transpine.json"; }
  /// Changes that are not in the study file yet (journal.h); a save makes it empty.
  std::filesystem::path journal_file() const { return folder_ / "transpine.journal"; }
  std::filesystem::path landmarks_file(const std::string& subject) const;
  /// The points that steps use: the study's own file, else the one the subject came with; empty
  /// where there is neither.
  std::filesystem::path points_file(const std::string& subject) const;
  std::filesystem::path transform_file(const std::string& subject) const;
  std::filesystem::path runs_folder() const { return folder_ / "runs"; }
  std::filesystem::path results_folder(const std::string& run) const;
  std::filesystem::path reports_folder() const { return folder_ / "reports"; }

  const std::vector<Subject>& subjects() const { return subjects_->all; }
  const Subject* find(const std::string& id) const;
  /// The subject with this id, made when there is none. Its id stays as it is.
  Subject& subject(const std::string& id);
  /// Applies the verdicts and notes of a journal to the subjects that are there; returns how many.
  int replay(const std::vector<nlohmann::json>& journal);
  void remove(const std::set<std::string>& ids);

  /// Whether files that are taken get their content hash, for which each is read once, or later.
  enum class Hashing { now, later };

  /// Files below `folder` whose names say subject and role, taken into the study. Returns how many
  /// were taken. A file that cannot be read is taken without hash: the step that needs it says so.
  Result<int> import_folder(const std::filesystem::path& folder, Hashing hashing = Hashing::now);

  nlohmann::json& settings() { return settings_; }
  const nlohmann::json& settings() const { return settings_; }

 private:
  Result<void> read(const nlohmann::json& document, std::vector<std::string>* warnings);
  Error bad_id(const std::string& id) const;
  void warn_of_missing_files(std::vector<std::string>& warnings) const;
  struct SubjectList {
    std::vector<Subject> all;
    std::unordered_map<std::string, std::size_t> places;  ///< In `all`, by id.

    Subject* find(const std::string& id);
    /// The subject with this id, made when there is none.
    Subject& add(const std::string& id);
    void number_places();
  };

  /// The subjects to change: this study's alone.
  SubjectList& own_subjects();

  std::filesystem::path folder_;
  std::shared_ptr<SubjectList> subjects_ = std::make_shared<SubjectList>();
  nlohmann::json settings_ = nlohmann::json::object();
  nlohmann::json unknown_ = nlohmann::json::object();
};

}  // namespace transpine
