// SPDX-License-Identifier: Apache-2.0
#include "widgets/workspaces/view_grid.h"

#include <QGridLayout>

#include "widgets/view/slice_view.h"

namespace transpine {

ViewGrid::ViewGrid(QWidget* parent) : QWidget(parent), layout_(new QGridLayout(this)) {
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(2);
}

void ViewGrid::add(QWidget* view, int row, int column) {
  layout_->addWidget(view, row, column);
  layout_->setRowStretch(row, 1);
  layout_->setColumnStretch(column, 1);
  views_.push_back(view);
}

void ViewGrid::add(SliceView* view, int row, int column) {
  add(static_cast<QWidget*>(view), row, column);
  connect(view, &SliceView::maximise_requested, this, [this, view] { toggle_maximised(view); });
}

void ViewGrid::clear() {
  for (QWidget* view : views_) {
    layout_->removeWidget(view);
    view->deleteLater();
  }
  views_.clear();
  maximised_ = nullptr;
  for (int i = 0; i < layout_->columnCount(); ++i) layout_->setColumnStretch(i, 0);
  for (int i = 0; i < layout_->rowCount(); ++i) layout_->setRowStretch(i, 0);
}

void ViewGrid::toggle_maximised(QWidget* view) {
  maximised_ = maximised_ == view ? nullptr : view;
  for (QWidget* other : views_) other->setVisible(!maximised_ || other == maximised_);
}

}  // namespace transpine
