// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "core/landmarks/landmark_set.h"

class QModelIndex;
class QSortFilterProxyModel;
class QTableView;

namespace transpine {

class LandmarkEditor;
class LandmarkTableModel;
class RegistrationSummary;
class SubjectPoints;

/// The table of landmark pairs beside the figures of their registration.
class LandmarkPanel : public QWidget {
  Q_OBJECT

 public:
  LandmarkPanel(LandmarkEditor* editor, const SubjectPoints* points, QWidget* parent = nullptr);

  RegistrationSummary* summary() const { return summary_; }
  /// Makes the key's row the current one, without row_chosen.
  void select(LandmarkKey key);

 Q_SIGNALS:
  /// A row was clicked or reached by the arrow keys.
  void row_chosen(LandmarkKey key);

 private:
  LandmarkKey key_at(const QModelIndex& index) const;

  LandmarkTableModel* model_;
  QSortFilterProxyModel* sorted_;
  QTableView* table_;
  RegistrationSummary* summary_;
};

}  // namespace transpine
