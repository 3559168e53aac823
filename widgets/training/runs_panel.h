// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>
#include <filesystem>
#include <functional>
#include <set>
#include <vector>

#include "core/training/run_list.h"

class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QTableWidget;

namespace transpine {

class StudySession;

/// The runs of a study: which are drawn over one another, where their settings differ, what people
/// note about them. Notes and tags are kept as they are typed.
class RunsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit RunsPanel(StudySession* session, QWidget* parent = nullptr);
  ~RunsPanel() override;

  void show_runs(const std::vector<RunInfo>& runs);
  /// The run whose notes are shown; its curves are always drawn.
  void choose(const QString& run);
  const QString& chosen() const { return chosen_; }
  /// A run that is being trained can be neither renamed nor deleted.
  void set_training_run(const QString& run);
  /// The runs whose curves are wanted, the chosen one first.
  QStringList drawn_runs() const;
  const std::vector<RunInfo>& runs() const { return runs_; }

  /// Asks before a run is deleted, with the question's text; a dialog where it is not set.
  std::function<bool(const QString& question)> confirm;
  /// Asks for a run's new name; a dialog where it is not set. Empty leaves the name.
  std::function<QString(const QString& run)> ask_for_name;

 Q_SIGNALS:
  void run_chosen(const QString& run);
  void drawn_runs_changed();
  /// A run was renamed or deleted.
  void runs_changed();

 private:
  QWidget* make_table();
  QWidget* make_details();
  void fill_table();
  void show_details();
  void show_differences();
  void save_notes();
  void rename();
  void remove();
  void change(const QString& title, std::function<Result<void>()> work, const QString& new_name);
  const RunInfo* find(const QString& run) const;
  QString reason_against_change() const;

  StudySession* session_;
  std::vector<RunInfo> runs_;
  QString chosen_;
  QString training_;
  std::set<QString> overlaid_;
  QTableWidget* table_;
  QTableWidget* differences_;
  QLineEdit* tags_;
  QPlainTextEdit* note_;
  QPushButton* rename_;
  QPushButton* remove_;
  QTimer save_timer_;
};

}  // namespace transpine
