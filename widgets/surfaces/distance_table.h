// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTableWidget>
#include <map>

#include "core/evaluation/surface_distance.h"

namespace transpine {

/// Surface distances in mm, one row for each vertebra. Ctrl+C copies the table with tabs.
class DistanceTable : public QTableWidget {
  Q_OBJECT

 public:
  explicit DistanceTable(QWidget* parent = nullptr);

  void set_distances(const std::map<int, SurfaceDistance>& distances);
  /// The table as text: a line for each row, tabs between columns.
  QString text() const;

 Q_SIGNALS:
  void label_chosen(int label);

 protected:
  void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace transpine
