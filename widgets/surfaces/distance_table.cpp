// SPDX-License-Identifier: Apache-2.0
#include "widgets/surfaces/distance_table.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>

#include "core/landmarks/spine_labels.h"

namespace transpine {

DistanceTable::DistanceTable(QWidget* parent) : QTableWidget(parent) {
  setObjectName("surface_distances");
  setAccessibleName(tr("Surface distances"));
  setColumnCount(6);
  setHorizontalHeaderLabels(
      {tr("Vertebra"), tr("Mean"), tr("Median"), tr("HD95"), tr("Maximum"), tr("Bias")});
  const QString tips[] = {
      {},
      tr("Mean distance in mm over both surfaces."),
      tr("Median distance in mm, the larger one of the two directions."),
      tr("95th percentile in mm, the larger one of the two directions."),
      tr("Largest distance in mm, over the points of both surfaces."),
      tr("Mean signed distance in mm: positive lies outside of the reference.")};
  for (int column = 1; column < columnCount(); ++column) {
    horizontalHeaderItem(column)->setToolTip(tips[column]);
  }
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setSelectionBehavior(QAbstractItemView::SelectRows);
  verticalHeader()->hide();
  verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
  setMaximumHeight(10 * (fontMetrics().height() + 6));
  horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  connect(this, &QTableWidget::currentCellChanged, this, [this](int row) {
    if (row >= 0) Q_EMIT label_chosen(item(row, 0)->data(Qt::UserRole).toInt());
  });
}

void DistanceTable::set_distances(const std::map<int, SurfaceDistance>& distances) {
  const QSignalBlocker quiet(this);
  setRowCount(static_cast<int>(distances.size()));
  int row = 0;
  for (const auto& [label, d] : distances) {
    auto* name = new QTableWidgetItem(QString::fromStdString(vertebra_name(label)));
    name->setData(Qt::UserRole, label);
    setItem(row, 0, name);
    int column = 1;
    for (const double mm : {d.mean_mm, d.median_mm, d.hd95_mm, d.max_mm, d.bias_mm}) {
      auto* cell = new QTableWidgetItem(locale().toString(mm, 'f', 2));
      cell->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
      setItem(row, column++, cell);
    }
    ++row;
  }
}

QString DistanceTable::text() const {
  QString lines;
  for (int row = -1; row < rowCount(); ++row) {
    QStringList cells;
    for (int column = 0; column < columnCount(); ++column) {
      cells << (row < 0 ? horizontalHeaderItem(column) : item(row, column))->text();
    }
    lines += cells.join('\t') + '\n';
  }
  return lines;
}

void DistanceTable::keyPressEvent(QKeyEvent* event) {
  if (event->matches(QKeySequence::Copy)) {
    QGuiApplication::clipboard()->setText(text());
  } else {
    QTableWidget::keyPressEvent(event);
  }
}

}  // namespace transpine
