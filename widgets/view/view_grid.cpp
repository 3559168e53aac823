// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/view_grid.h"

#include <QGridLayout>
#include <algorithm>

#include "widgets/actions/key_action.h"
#include "widgets/view/slice_view.h"

namespace transpine {

ViewGrid::ViewGrid(QWidget* parent) : QWidget(parent), layout_(new QGridLayout(this)) {
  layout_->setContentsMargins(0, 0, 0, 0);
  layout_->setSpacing(2);
  const auto step = [this](int count) {
    return [this, count] {
      if (auto* view = qobject_cast<SliceView*>(focusWidget())) view->step_slices(count);
    };
  };
  add_key_action(this, "view.next_slice", tr("Next slice"), Qt::Key_F, step(1));
  add_key_action(this, "view.previous_slice", tr("Previous slice"), Qt::Key_B, step(-1));
  add_key_action(this, "view.five_slices_on", tr("Five slices on"), Qt::Key_PageUp, step(5));
  add_key_action(this, "view.five_slices_back", tr("Five slices back"), Qt::Key_PageDown, step(-5));
  add_key_action(this, "view.fit", tr("Fit the image into the view"), Qt::Key_R, [this] {
    if (auto* view = qobject_cast<SliceView*>(focusWidget())) view->fit();
  });
  add_key_action(this, "view.maximise", tr("Show this view alone, or all again"), Qt::Key_M,
                 [this] {
                   if (auto* view = qobject_cast<SliceView*>(focusWidget())) toggle_maximised(view);
                 });
}

void ViewGrid::add(QWidget* view, int row, int column) {
  layout_->addWidget(view, row, column);
  layout_->setRowStretch(row, 1);
  layout_->setColumnStretch(column, 1);
  views_.push_back(view);
  arranged_.push_back(view);
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
  arranged_.clear();
  maximised_ = nullptr;
  for (int i = 0; i < layout_->columnCount(); ++i) layout_->setColumnStretch(i, 0);
  for (int i = 0; i < layout_->rowCount(); ++i) layout_->setRowStretch(i, 0);
}

void ViewGrid::arrange(const std::vector<Place>& places) {
  for (QWidget* view : views_) layout_->removeWidget(view);
  for (int i = 0; i < layout_->columnCount(); ++i) layout_->setColumnStretch(i, 0);
  for (int i = 0; i < layout_->rowCount(); ++i) layout_->setRowStretch(i, 0);
  arranged_.clear();
  for (const Place& place : places) {
    layout_->addWidget(place.view, place.row, place.column);
    layout_->setRowStretch(place.row, 1);
    layout_->setColumnStretch(place.column, 1);
    arranged_.push_back(place.view);
  }
  maximised_ = nullptr;
  for (QWidget* view : views_) {
    view->setVisible(std::find(arranged_.begin(), arranged_.end(), view) != arranged_.end());
  }
}

void ViewGrid::toggle_maximised(QWidget* view) {
  maximised_ = maximised_ == view ? nullptr : view;
  for (QWidget* other : arranged_) other->setVisible(!maximised_ || other == maximised_);
}

}  // namespace transpine
