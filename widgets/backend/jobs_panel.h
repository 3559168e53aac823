// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <QWidget>

class QTableView;
class QToolButton;

namespace transpine {

class Backend;

/// The backend's jobs as rows: title, state, progress, stage.
class JobTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { kTitle, kState, kProgress, kStage, kColumnCount };
  static constexpr int kFractionRole = Qt::UserRole;

  explicit JobTableModel(Backend* backend, QObject* parent = nullptr);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  int job_at(int row) const;

 private:
  Backend* backend_;
};

/// The list of jobs with cancel, pause, retry and clear.
class JobsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit JobsPanel(Backend* backend, QWidget* parent = nullptr);

 private:
  int selected_job() const;
  /// A button must never come to mean another job: the chosen one stays chosen until it has
  /// finished or is no longer listed.
  int row_to_select() const;
  void update_buttons();

  Backend* backend_;
  JobTableModel* model_;
  QTableView* table_;
  int chosen_job_ = 0;
  QToolButton* cancel_;
  QToolButton* pause_;
  QToolButton* retry_;
  QToolButton* up_;
};

}  // namespace transpine
