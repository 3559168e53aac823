// SPDX-License-Identifier: Apache-2.0
#include "widgets/landmarks/landmark_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QSignalBlocker>
#include <QTableView>

#include "widgets/landmarks/landmark_editor.h"
#include "widgets/landmarks/landmark_table_model.h"
#include "widgets/landmarks/registration_summary.h"

namespace transpine {

LandmarkPanel::LandmarkPanel(LandmarkEditor* editor, const SubjectPoints* points, QWidget* parent)
    : QWidget(parent),
      model_(new LandmarkTableModel(editor, this)),
      table_(new QTableView(this)),
      summary_(new RegistrationSummary(editor, points, this)) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(4, 4, 4, 4);
  table_->setObjectName("landmark_table");
  table_->setModel(model_);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->verticalHeader()->hide();
  table_->verticalHeader()->setDefaultSectionSize(table_->fontMetrics().height() + 6);
  table_->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
  connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
          [this](const QModelIndex& current) {
            if (current.isValid()) Q_EMIT row_chosen(model_->key_at(current.row()));
          });
  layout->addWidget(table_, 1);
  layout->addWidget(summary_);
}

void LandmarkPanel::select(LandmarkKey key) {
  const int row = model_->row_of(key);
  const QSignalBlocker blocker(table_->selectionModel());
  table_->setCurrentIndex(row < 0 ? QModelIndex() : model_->index(row, 0));
  table_->viewport()->update();
}

}  // namespace transpine
