// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QStringList>
#include <QUndoStack>

#include "core/project/review.h"
#include "widgets/session/study_session.h"

namespace transpine {

/// A walk through subjects that are judged one by one. A verdict is in the study's journal at once
/// and can be undone; the images of the next subjects are opened ahead. Lives in the UI thread.
class ReviewQueue : public QObject {
  Q_OBJECT

 public:
  explicit ReviewQueue(StudySession* session, QObject* parent = nullptr);

  /// The subjects in the order of the walk; the current one stays where it can.
  void set_subjects(const QStringList& ids);
  const QStringList& subjects() const { return ids_; }
  /// Whether a step goes past subjects that have a verdict.
  void set_skips_judged(bool skips) { skips_judged_ = skips; }

  /// Gives the current subject a verdict and goes on to the next one.
  void judge(Verdict verdict);
  /// Goes one subject on (+1) or back (-1). Returns whether there was one.
  bool step(int direction);
  QUndoStack* undo_stack() { return &undo_stack_; }
  ReviewSummary summary() const;

 Q_SIGNALS:
  void changed();

 private:
  int place() const;
  void prefetch_next();

  StudySession* session_;
  QStringList ids_;
  bool skips_judged_ = false;
  QUndoStack undo_stack_;
};

}  // namespace transpine
