// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/landmark_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QTableView>

#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/landmark_table_model.h"
#include "widgets/landmarks/registration_summary.h"

namespace transpine {

LandmarkPanel::LandmarkPanel(LandmarkEditor* editor, const SubjectPoints* points, QWidget* parent)
    : QWidget(parent),
      model_(new LandmarkTableModel(editor, this)),
      sorted_(new QSortFilterProxyModel(this)),
      table_(new QTableView(this)),
      summary_(new RegistrationSummary(editor, points, this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  table_->setObjectName("landmark_table");
  sorted_->setSourceModel(model_);
  sorted_->setSortRole(LandmarkTableModel::kSortRole);
  table_->setModel(sorted_);
  table_->setSortingEnabled(true);
  // Unsorted, rows go from head to foot.
  table_->sortByColumn(-1, Qt::AscendingOrder);
  table_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 6);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (current.isValid()) Q_EMIT row_chosen(key_at(current));
          });
  // A click on the row that is current already brings its point back into view.
  connect(table_, &QTableView::clicked, this,
          [this](const QModelIndex& index) { Q_EMIT row_chosen(key_at(index)); });
  layout->addWidget(table_, 1);
  layout->addWidget(summary_);
}

LandmarkKey LandmarkPanel::key_at(const QModelIndex& index) const {
  return model_->key_at(sorted_->mapToSource(index).row());
}

void LandmarkPanel::select(LandmarkKey key) {
  const int row = model_->row_of(key);
  const QSignalBlocker blocker(table_->selectionModel());
  table_->setCurrentIndex(row < 0 ? QModelIndex() : sorted_->mapFromSource(model_->index(row, 0)));
  table_->viewport()->update();
}

}  // namespace transpine
