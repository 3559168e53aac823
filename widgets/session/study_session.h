// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <functional>
#include <list>
#include <map>
#include <optional>

#include "core/project/study.h"
#include "widgets/session/shown_image.h"

namespace transpine {

class Backend;

/// The open study, the chosen subject and the opened images, for all workspaces. Lives in the UI
/// thread; reads and writes through the backend.
class StudySession : public QObject {
  Q_OBJECT

 public:
  explicit StudySession(Backend* backend, QObject* parent = nullptr);
  ~StudySession() override;

  Backend* backend() const { return backend_; }
  bool has_study() const { return study_.has_value(); }
  const Study& study() const { return *study_; }
  Study& study() { return *study_; }

  /// Opens the study of a folder, or makes one there.
  void open(const std::filesystem::path& folder);
  /// Takes files below `folder` into the study (a new one in the folder itself when none is open).
  void import_folder(const std::filesystem::path& folder);
  /// Gives one file a role of a subject and saves.
  void assign(const std::string& subject, Role role, const std::filesystem::path& file);
  void remove_subject(const std::string& subject);
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
  void subject_changed(const QString& id);
  /// Files of runs and results have changed on disk.
  void results_changed();
  void failed(const QString& title, const QString& remedy);
  void warned(const QString& text);

 private:
  void remember(const std::string& key, ShownImagePtr image);
  /// The subject to begin with: that of before, else the one last shown, else the first.
  QString first_subject(const QString& before) const;
  void adopt(Study study, const std::vector<std::string>& warnings);

  Backend* backend_;
  std::optional<Study> study_;
  QString subject_;
  /// Opened images by path, the last used first; the oldest go when the budget is spent.
  std::list<std::pair<std::string, ShownImagePtr>> images_;
  std::map<std::string,
           std::vector<std::pair<QPointer<QObject>, std::function<void(ShownImagePtr)>>>>
      waiting_;
  class Writer;
  std::shared_ptr<Writer> writer_;
};

}  // namespace transpine
