// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>

#include "core/landmarks/landmark_files.h"

namespace transpine {

class LandmarkEditor;
class StudySession;

/// Brings the points of one subject of the study into the editor and saves every edit. Points can
/// be edited, and are saved, only when their file was read.
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
  /// Whether the transform on disk is by the points chosen now.
  bool is_choice_saved() const { return choice_saved_; }
  /// Grows whenever another document is asked for: what was begun for an earlier one is dropped.
  int generation() const { return generation_; }

  void load(const QString& subject);
  void clear();
  /// The points that take part were chosen anew.
  void choice_changed();

 Q_SIGNALS:
  void state_changed();

 private:
  void finish_reading(const Result<LandmarkDocument>& document);
  void save();

  StudySession* session_;
  LandmarkEditor* editor_;
  QString subject_;
  State state_ = State::none;
  QString unreadable_;
  bool choice_saved_ = true;
  int generation_ = 0;
};

}  // namespace transpine
