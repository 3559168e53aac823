// SPDX-License-Identifier: Apache-2.0
// Measures of SliceView: drawn by drags or clicks, moved by their handles.
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/view/slice_view.h"

namespace transpine {
namespace {

constexpr double kHandleReach_px = 8;
constexpr double kDragStart_px = 4;
const QColor kMeasureColour(255, 214, 80);
const QColor kSelectedColour(120, 255, 170);

double distance(const QPointF& a, const QPointF& b) {
  return std::hypot(a.x() - b.x(), a.y() - b.y());
}

void draw_label(QPainter& painter, const QPointF& at, const QString& text, const QRect& inside) {
  QRectF box = painter.fontMetrics().boundingRect(QRect(0, 0, 320, 200), Qt::AlignLeft, text);
  box.moveTopLeft(at + QPointF(8, 6));
  box.moveRight(std::min<qreal>(box.right(), inside.right() - 4));
  box.moveBottom(std::min<qreal>(box.bottom(), inside.bottom() - 4));
  painter.fillRect(box.adjusted(-3, -1, 3, 1), QColor(0, 0, 0, 150));
  painter.drawText(box, Qt::AlignLeft, text);
}

}  // namespace

void SliceView::set_measures(MeasureSet* measures) {
  if (measures_) disconnect(measures_, nullptr, this, nullptr);
  measures_ = measures;
  if (!measures) return;
  connect(measures, &MeasureSet::changed, this, qOverload<>(&SliceView::update));
  connect(measures, &MeasureSet::repainted, this, qOverload<>(&SliceView::update));
}

bool SliceView::is_on_slice(const Measure& measure) const {
  const Eigen::Vector3d toward = axes().toward;
  const double reach_mm = std::max(0.5 * slice_step_mm(), 0.25);
  return std::all_of(measure.p_mm.begin(), measure.p_mm.end(), [&](const Eigen::Vector3d& p) {
    return std::abs(toward.dot(view_from_link_ * p - cursor_in_view_mm())) <= reach_mm;
  });
}

std::pair<int, int> SliceView::handle_at(const QPointF& pixel) const {
  if (!measures_) return {-1, -1};
  const auto& all = measures_->measures();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!is_on_slice(all[i])) continue;
    for (std::size_t point = 0; point < all[i].p_mm.size(); ++point) {
      const QPointF at = pixel_from_point(view_from_link_ * all[i].p_mm[point]);
      if (distance(at, pixel) <= kHandleReach_px) {
        return {static_cast<int>(i), static_cast<int>(point)};
      }
    }
  }
  return {-1, -1};
}

void SliceView::press_measure(const QPointF& pixel) {
  if (!measures_) return;
  if (drawn_.p_mm.empty()) {
    held_handle_ = handle_at(pixel);
    measures_->select(held_handle_.first);
    if (held_handle_.first >= 0) return;
    const PictureAxes a = axes();
    drawn_ = {.kind = measure_tool_};
    drawn_.right = view_from_link_.rotation().conjugate() * a.right;
    drawn_.down = view_from_link_.rotation().conjugate() * -a.up;
  }
  drawn_.p_mm.push_back(link_from_view(point_from_pixel(pixel)));
}

void SliceView::move_measure(const QPointF& pixel) {
  if (held_handle_.first >= 0) {
    measures_->set_point(held_handle_.first, held_handle_.second,
                         link_from_view(point_from_pixel(pixel)));
  }
  update();
}

void SliceView::release_measure(const QPointF& pixel) {
  if (held_handle_.first >= 0) {
    held_handle_ = {-1, -1};
    return;
  }
  // A drag gives two points at once, a click one.
  if (distance(pixel, press_pos_) >= kDragStart_px) {
    drawn_.p_mm.push_back(link_from_view(point_from_pixel(pixel)));
  }
  finish_measure_if_complete();
  update();
}

void SliceView::finish_measure_if_complete() {
  if (!measures_ || static_cast<int>(drawn_.p_mm.size()) < point_count(drawn_.kind)) return;
  measures_->add(std::exchange(drawn_, Measure()));
}

void SliceView::paint_measures(QPainter& painter) const {
  if (!measures_) return;
  const auto& all = measures_->measures();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (is_on_slice(all[i])) {
      paint_measure(painter, all[i], static_cast<int>(i) == measures_->selected());
    }
  }
  if (drawn_.p_mm.empty()) return;
  Measure preview = drawn_;
  // The point that the mouse would add.
  preview.p_mm.push_back(link_from_view(point_from_pixel(last_pos_)));
  paint_measure(painter, preview, true);
}

void SliceView::paint_measure(QPainter& painter, const Measure& measure, bool selected) const {
  QPolygonF points;
  for (const auto& p : measure.p_mm) points << pixel_from_point(view_from_link_ * p);
  const QColor colour = selected ? kSelectedColour : kMeasureColour;
  QPen pen(colour, 1.5);
  if (measure.kind == Measure::Kind::profile) pen.setStyle(Qt::DashLine);
  painter.setPen(pen);
  painter.setBrush(Qt::NoBrush);
  if (measure.kind == Measure::Kind::ellipse) {
    painter.drawEllipse(QRectF(points.front(), points.back()).normalized());
  } else {
    painter.drawPolyline(points);
  }
  painter.setPen(QPen(colour, 1.5));
  for (const QPointF& point : points) {
    painter.drawRect(QRectF(point.x() - 2.5, point.y() - 2.5, 5, 5));
  }
  if (!measure.text.isEmpty()) draw_label(painter, points.back(), measure.text, rect());
}

}  // namespace transpine
