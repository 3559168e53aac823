// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <memory>

#include "core/landmarks/landmark_files.h"
#include "core/registration/polyrigid_file.h"

namespace transpine {

class LandmarkEditor;
class LandmarkJournal;
class StudySession;

/// Brings the points of one subject of the study into the editor and saves every edit with the
/// transform that follows from it. Points can be edited, and are saved, only when their file was
/// read. An edit is in a journal when this returns, so that a crash loses none.
class SubjectPoints : public QObject {
  Q_OBJECT

 public:
  enum class State { none, reading, read, unreadable };

  SubjectPoints(StudySession* session, LandmarkEditor* editor, QObject* parent = nullptr);

  const QString& subject() const { return subject_; }
  State state() const { return state_; }
  bool is_read() const { return state_ == State::read; }
  /// Why the file could not be read, with its name.
  const QString& unreadable() const { return unreadable_; }
  /// Grows whenever another document is asked for: what was begun for an earlier one is dropped.
  int generation() const { return generation_; }

  /// The transform of each vertebra with where its bones are; of a registration by vertebra.
  PolyrigidParts polyrigid_parts() const;

  void load(const QString& subject);
  void clear();

 Q_SIGNALS:
  void state_changed();
  /// Points of a program that had ended before they were saved were found and are shown.
  void recovered();

 private:
  struct Read {
    LandmarkDocument document;
    bool recovered = false;
  };
  void finish_reading(const Result<Read>& read);
  void save();
  void save_transform();

  StudySession* session_;
  LandmarkEditor* editor_;
  QString subject_;
  State state_ = State::none;
  QString unreadable_;
  std::shared_ptr<LandmarkJournal> journal_;
  int generation_ = 0;
};

}  // namespace transpine
