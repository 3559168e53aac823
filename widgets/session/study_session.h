// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/project/import_plan.h"
#include "core/project/study.h"
#include "core/project/verdict.h"
#include "widgets/session/shown_image.h"

namespace transpine {

class Backend;
class ImageStore;

/// The open study, the chosen subject and the opened images, for all workspaces. Lives in the UI
/// thread; reads and writes through the backend.
class StudySession : public QObject {
  Q_OBJECT

 public:
  explicit StudySession(Backend* backend, QObject* parent = nullptr);
  ~StudySession() override;

  Backend* backend() const { return backend_; }
  ImageStore* images() const { return images_; }
  bool has_study() const { return study_.has_value(); }
  const Study& study() const { return *study_; }
  Study& study() { return *study_; }
  /// The folder that was opened but cannot be written to; empty while the study is where it was
  /// opened. The study itself is then a stand-in for it (study_copy.h).
  const std::filesystem::path& read_only_folder() const { return read_only_folder_; }

  /// Opens the study of a folder. One that cannot be written to is opened through a stand-in, with
  /// a warning.
  void open(const std::filesystem::path& folder);
  /// Begins an empty study in a folder that holds none; it is written when something is taken.
  void begin(const std::filesystem::path& folder);
  /// Takes the files of a plan in the background, then saves.
  void take_import(const std::vector<ImportItem>& items, bool replace);
  /// Writes the study to another folder and goes on there.
  void save_as(const std::filesystem::path& folder);
  /// Gives one file a role of a subject and saves.
  void assign(const std::string& subject, Role role, const std::filesystem::path& file);
  void remove_subject(const std::string& subject);
  /// Shows an image without taking it into the study: as a subject that is not saved.
  void open_once(const std::filesystem::path& file, Role role);
  /// Subjects or files of study() were changed by the caller: saves and tells the others.
  void note_changes();

  /// Kept at once in the study's journal.
  void set_verdict(const QString& subject, const std::string& verdict);
  void set_note(const QString& subject, const QString& note);
  /// Adds a line to the journal of what the study file does not have yet.
  void keep_in_journal(const nlohmann::json& entry);
  bool has_journal() const { return has_journal_; }

  /// Writes the study in the background, after the writes that were asked for before.
  void save();
  /// Runs a small write in the background, in the order of the calls: autosave.
  void write_later(std::function<Result<void>()> write);
  /// Waits for the writes so far. For a worker that reads what may still be on its way to the
  /// disk; may outlive the session.
  std::function<void()> wait_for_writes() const;

  const QString& current_subject() const { return subject_; }
  void set_current_subject(const QString& id);
  /// The file of the current subject, empty when there is none.
  std::filesystem::path file_of(Role role) const;

  /// Calls `done` with the image, at once when it is open already. Errors go to `failed` and are
  /// shown by the window.
  void with_image(const std::filesystem::path& path, ImageKind kind, QObject* receiver,
                  std::function<void(ShownImagePtr)> done);
  /// Forgets an opened file whose content has changed.
  void drop_image(const std::filesystem::path& path);

 Q_SIGNALS:
  /// The open study is about to be replaced by another.
  void study_closing();
  /// Subjects or files have changed, or another study was opened.
  void study_changed();
  /// Another study was opened, after study_changed and subject_changed.
  void study_opened();
  /// The window did not end properly: how it looked then, from the journal. After study_opened.
  void view_recovered(const nlohmann::json& view);
  void subject_changed(const QString& id);
  /// Verdict or note of one subject.
  void subject_edited(const QString& id);
  /// Files of runs and results have changed on disk.
  void results_changed();
  void failed(const QString& title, const QString& remedy);
  void warned(const QString& text);

 private:
  struct Opened;

  /// The subject to begin with: that of before, else the one last shown, else the first.
  QString first_subject(const QString& before) const;
  void adopt(Study study, const std::filesystem::path& read_only_folder = {});
  void adopt(const Opened& opened);

  Backend* backend_;
  ImageStore* images_;
  std::optional<Study> study_;
  std::filesystem::path read_only_folder_;
  bool has_journal_ = false;
  QString subject_;
  class Writer;
  std::shared_ptr<Writer> writer_;
};

}  // namespace transpine
