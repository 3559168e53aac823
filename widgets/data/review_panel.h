// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <functional>

#include "widgets/data/review_queue.h"

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QProgressBar;
class QPushButton;

namespace transpine {

/// Judges the subjects of the table one after the other: a key for each verdict, a note, progress,
/// and the verdicts as CSV.
class ReviewPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ReviewPanel(StudySession* session, QWidget* parent = nullptr);

  ReviewQueue* queue() { return &queue_; }
  /// Adds the keys 1 to 5, undo and the steps to `owner`; they work while a review is on.
  void add_keys(QWidget* owner);
  void set_on(bool on);
  bool is_on() const;
  /// What the walk goes through: the table's rows as they are filtered and sorted.
  void set_source(std::function<QStringList()> source) { source_ = std::move(source); }

  void export_csv(const QString& file);

 private:
  void show_subject();
  void show_progress();
  void keep_note();

  StudySession* session_;
  ReviewQueue queue_;
  std::function<QStringList()> source_;
  QPushButton* on_;
  QCheckBox* skip_judged_;
  QLabel* subject_;
  QPlainTextEdit* note_;
  QString note_subject_;
  QProgressBar* progress_;
  QLabel* counts_;
  QList<QAction*> keys_;
  QList<QPushButton*> buttons_;
};

}  // namespace transpine
