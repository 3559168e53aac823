// SPDX-License-Identifier: Apache-2.0
// Mouse and keys of SliceView.
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <cmath>

#include "widgets/view/slice_view.h"

namespace transpine {
namespace {

constexpr double kMarkerRadius_px = 6;

}  // namespace

int SliceView::marker_at(const QPointF& pixel) const {
  for (std::size_t i = 0; i < markers_.size(); ++i) {
    const double depth_mm = std::abs(axes().toward.dot(markers_[i].p_mm - cursor_in_view_mm()));
    const QPointF apart = pixel_from_point(markers_[i].p_mm) - pixel;
    if (depth_mm < 10 && std::hypot(apart.x(), apart.y()) < kMarkerRadius_px + 3) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

void SliceView::wheelEvent(QWheelEvent* event) {
  const double notches = event->angleDelta().y() / 120.0;
  if (event->modifiers() & Qt::ControlModifier) {
    cursor_->set_mm_per_pixel(cursor_->mm_per_pixel() * std::pow(0.85, notches));
    return;
  }
  wheel_rest_ += notches;
  const int whole = static_cast<int>(wheel_rest_);
  wheel_rest_ -= whole;
  if (whole != 0) step_slices(whole);
}

SliceView::Drag SliceView::drag_for(const QMouseEvent& event) {
  if (event.button() == Qt::MiddleButton ||
      (event.button() == Qt::LeftButton && event.modifiers() & Qt::ShiftModifier)) {
    return Drag::pan;
  }
  if (event.button() == Qt::RightButton) return Drag::zoom;
  if (event.button() != Qt::LeftButton) return Drag::none;
  if (window_level_key_) return Drag::window_level;
  dragged_marker_ = marker_at(event.position());
  if (dragged_marker_ >= 0) Q_EMIT marker_clicked(dragged_marker_);
  if (mode_ == Mode::measure) return Drag::measure;
  if (mode_ == Mode::edit_points) return dragged_marker_ >= 0 ? Drag::marker : Drag::place;
  return Drag::cursor;
}

void SliceView::mousePressEvent(QMouseEvent* event) {
  setFocus();
  last_pos_ = press_pos_ = event->position();
  marker_moves_ = false;
  drag_ = drag_for(*event);
  if (drag_ == Drag::cursor) move_cursor(event->position());
  if (drag_ == Drag::measure) press_measure(event->position());
}

void SliceView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF moved = event->position() - last_pos_;
  Q_EMIT hovered(point_from_pixel(event->position()));
  switch (drag_) {
    case Drag::none:
      if (!drawn_.p_mm.empty()) update();
      if (event->modifiers() & Qt::ShiftModifier && event->buttons() == Qt::NoButton) {
        move_cursor(event->position());
      }
      break;
    case Drag::cursor:
      move_cursor(event->position());
      break;
    case Drag::pan: {
      const PictureAxes a = axes();
      const Eigen::Vector3d shift =
          (-a.right * moved.x() + a.up * moved.y()) * cursor_->mm_per_pixel();
      cursor_->pan_by(view_from_link_.rotation().conjugate() * shift);
      break;
    }
    case Drag::zoom:
      cursor_->set_mm_per_pixel(cursor_->mm_per_pixel() * std::pow(1.01, moved.y()));
      break;
    case Drag::window_level:
      if (active_layer_ < layers_.size()) {
        const SliceLayer& layer = layers_[active_layer_];
        const double unit = std::max(layer.window, 1e-6) / 200;
        set_window_level(active_layer_, layer.window + moved.x() * unit,
                         layer.level + moved.y() * unit);
        Q_EMIT window_level_changed(active_layer_, layer.window, layer.level);
      }
      break;
    case Drag::marker:
      // A click selects; a hand that trembles moves nothing.
      if (!marker_moves_ &&
          (event->position() - press_pos_).manhattanLength() < QApplication::startDragDistance()) {
        break;
      }
      marker_moves_ = true;
      Q_EMIT marker_moved(dragged_marker_, point_from_pixel(event->position()), false);
      break;
    case Drag::measure:
      move_measure(event->position());
      break;
    case Drag::place:
      break;
  }
  last_pos_ = event->position();
}

void SliceView::mouseReleaseEvent(QMouseEvent* event) {
  const Drag finished = drag_;
  drag_ = Drag::none;
  if (finished == Drag::measure) release_measure(event->position());
  if (finished == Drag::place) Q_EMIT point_placed(point_from_pixel(event->position()));
  if (finished == Drag::marker && marker_moves_) {
    Q_EMIT marker_moved(dragged_marker_, point_from_pixel(event->position()), true);
  }
}

void SliceView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || mode_ != Mode::navigate) return;
  if (event->modifiers() & Qt::ControlModifier) {
    Q_EMIT automatic_window_requested(active_layer_);
  } else {
    Q_EMIT maximise_requested();
  }
}

void SliceView::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_W:
      window_level_key_ = true;
      break;
    case Qt::Key_Right:
      step_slices(1);
      break;
    case Qt::Key_Left:
      step_slices(-1);
      break;
    case Qt::Key_Escape:
      drawn_ = {};
      update();
      QWidget::keyPressEvent(event);
      break;
    default:
      QWidget::keyPressEvent(event);
  }
}

void SliceView::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_W && !event->isAutoRepeat()) window_level_key_ = false;
  QWidget::keyReleaseEvent(event);
}

}  // namespace transpine
