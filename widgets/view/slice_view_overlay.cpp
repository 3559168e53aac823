// SPDX-License-Identifier: Apache-2.0
// What SliceView paints on top of the image: letters, cursor, points, read-out, scale bar.
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <cmath>

#include "widgets/view/place_text.h"
#include "widgets/view/slice_view.h"

namespace transpine {
namespace {

const QColor kTextColour(235, 235, 235);
const QColor kCursorColour(90, 200, 255, 150);
constexpr int kMargin_px = 6;

// Light text with a dark rim is readable on air and on bone.
void draw_text(QPainter& painter, const QRectF& box, int flags, const QString& text) {
  painter.setPen(QColor(0, 0, 0, 200));
  for (const QPointF shift : {QPointF(1, 1), QPointF(-1, 1), QPointF(1, -1), QPointF(-1, -1)}) {
    painter.drawText(box.translated(shift), flags, text);
  }
  painter.setPen(kTextColour);
  painter.drawText(box, flags, text);
}

QString number(double value, int digits) {
  return QLocale().toString(value, 'f', digits);
}

}  // namespace

void SliceView::paint_overlay(QPainter& painter) const {
  if (!layers_.empty()) {
    paint_cursor(painter);
    paint_markers(painter);
    paint_measures(painter);
    paint_letters(painter);
    paint_scale_bar(painter);
    if (compares() && compare_.mode == CompareMode::difference) paint_difference_legend(painter);
  }
  paint_read_out(painter);
  if (hasFocus()) {
    painter.setPen(QPen(palette().highlight().color(), 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
  }
}

void SliceView::paint_letters(QPainter& painter) const {
  QFont font = painter.font();
  font.setBold(true);
  painter.setFont(font);
  const QRectF box = QRectF(rect()).adjusted(kMargin_px, kMargin_px, -kMargin_px, -kMargin_px);
  draw_text(painter, box, Qt::AlignRight | Qt::AlignVCenter, right_letter());
  draw_text(painter, box, Qt::AlignLeft | Qt::AlignVCenter, direction_letters(-axes().right));
  draw_text(painter, box, Qt::AlignHCenter | Qt::AlignTop, up_letter());
  draw_text(painter, box, Qt::AlignHCenter | Qt::AlignBottom, direction_letters(-axes().up));
  font.setBold(false);
  painter.setFont(font);
}

void SliceView::paint_cursor(QPainter& painter) const {
  const QPointF at = pixel_from_point(cursor_in_view_mm());
  constexpr double gap_px = 9;
  // Straight lines gain nothing from antialiasing and take ten times as long with it.
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(QPen(kCursorColour, 1));
  painter.drawLine(QPointF(0, at.y()), QPointF(at.x() - gap_px, at.y()));
  painter.drawLine(QPointF(at.x() + gap_px, at.y()), QPointF(width(), at.y()));
  painter.drawLine(QPointF(at.x(), 0), QPointF(at.x(), at.y() - gap_px));
  painter.drawLine(QPointF(at.x(), at.y() + gap_px), QPointF(at.x(), height()));
  painter.setRenderHint(QPainter::Antialiasing);
}

void SliceView::paint_markers(QPainter& painter) const {
  constexpr double near_mm = 3;
  constexpr double far_mm = 15;
  const Eigen::Vector3d toward = axes().toward;
  for (const Marker& marker : markers_) {
    const double depth_mm = std::abs(toward.dot(marker.p_mm - cursor_in_view_mm()));
    if (depth_mm > far_mm) continue;
    // Points off the slice fade out and are hollow.
    QColor colour = marker.colour;
    colour.setAlphaF(static_cast<float>(1 - 0.75 * depth_mm / far_mm));
    const QPointF at = pixel_from_point(marker.p_mm);
    const double radius = marker.selected ? 6 : 4;
    painter.setPen(QPen(marker.selected ? QColor(Qt::white) : colour, marker.selected ? 2 : 1.5));
    painter.setBrush(depth_mm < near_mm ? QBrush(colour) : QBrush(Qt::NoBrush));
    painter.drawEllipse(at, radius, radius);
    if (depth_mm < near_mm || marker.selected) {
      draw_text(painter, QRectF(at.x() + radius + 2, at.y() - 10, 120, 20),
                Qt::AlignLeft | Qt::AlignVCenter, marker.label);
    }
  }
  painter.setBrush(Qt::NoBrush);
}

void SliceView::paint_read_out(QPainter& painter) const {
  const QRectF box = QRectF(rect()).adjusted(kMargin_px, kMargin_px, -kMargin_px, -kMargin_px);
  draw_text(painter, box, Qt::AlignLeft | Qt::AlignTop, title_);
  if (layers_.empty()) {
    draw_text(painter, box, Qt::AlignCenter, tr("No image"));
    return;
  }
  const Eigen::Vector3d p = cursor_in_view_mm();
  const int normal = plane_ == ViewPlane::axial ? 2 : plane_ == ViewPlane::coronal ? 1 : 0;
  // An oblique plane has no one coordinate that names it.
  const QString place =
      patient_axes_.isIdentity(1e-6) ? side_text(p[normal], normal) : place_text(p);
  const SliceLayer& layer = layers_[active_layer_ < layers_.size() ? active_layer_ : 0];
  const int digits = layer.window < 10 ? 2 : 0;
  const QString text =
      tr("%1 mm\nW %2 L %3").arg(place, number(layer.window, digits), number(layer.level, digits));
  draw_text(painter, box, Qt::AlignLeft | Qt::AlignBottom, text);
}

void SliceView::paint_difference_legend(QPainter& painter) const {
  const SliceLayer& first = layers_[compare_.first];
  const bool same_unit = first.unit == layers_[compare_.second].unit && !first.unit.isEmpty();
  const QRectF bar(kMargin_px, height() / 2.0 + 24, 10, std::min(120.0, height() / 4.0));
  QLinearGradient gradient(bar.bottomLeft(), bar.topLeft());
  const auto& colours = colours_of(ColourMap::blue_red);
  for (const int at : {0, 64, 128, 191, 255}) {
    gradient.setColorAt(at / 255.0, QColor(colours[static_cast<std::size_t>(at)]));
  }
  painter.fillRect(bar, gradient);
  const double end = same_unit ? compare_.difference_range : 100;
  const QString unit = same_unit ? first.unit : QStringLiteral("%");
  const auto label = [&](double y, const QString& text) {
    draw_text(painter, QRectF(bar.right() + 4, y - 9, 90, 18), Qt::AlignLeft | Qt::AlignVCenter,
              text);
  };
  label(bar.top() + 6, "+" + number(end, 0) + " " + unit);
  label(bar.bottom() - 6, "−" + number(end, 0) + " " + unit);
}

void SliceView::paint_scale_bar(QPainter& painter) const {
  const double target_mm = 90 * cursor_->mm_per_pixel();
  const double power = std::pow(10, std::floor(std::log10(target_mm)));
  double length_mm = power;
  for (const double step : {2.0, 5.0}) {
    if (step * power <= target_mm) length_mm = step * power;
  }
  const double length_px = length_mm / cursor_->mm_per_pixel();
  const double right = width() - kMargin_px;
  const double y = height() - kMargin_px - 2;
  painter.setPen(QPen(kTextColour, 2));
  painter.drawLine(QPointF(right - length_px, y), QPointF(right, y));
  draw_text(painter, QRectF(right - 90, y - 20, 90, 18), Qt::AlignRight | Qt::AlignBottom,
            tr("%1 mm").arg(QLocale().toString(length_mm)));
}

}  // namespace transpine
