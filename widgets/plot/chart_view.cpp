// SPDX-License-Identifier: Apache-2.0
#include "widgets/plot/chart_view.h"

#include <QApplication>
#include <QMouseEvent>
#include <QPainter>
#include <QPalette>
#include <cmath>

#include "core/training/curve_math.h"

namespace transpine {
namespace {

constexpr double wheel_factor = 0.8;
constexpr double smallest_box_px = 5;

ChartRange between(const ChartAxis& axis, double first_px, double second_px) {
  const double a = axis.value(first_px);
  const double b = axis.value(second_px);
  return {std::min(a, b), std::max(a, b)};
}

/// The axis' range when its pixels move or shrink; a range that can no longer be drawn is left.
ChartRange moved(const ChartAxis& axis, double from_px, double to_px) {
  const ChartRange range = between(axis, from_px, to_px);
  const bool sound = std::isfinite(range.low) && std::isfinite(range.high) &&
                     range.high - range.low > 1e-12 * std::max(1e-3, std::abs(range.high));
  return sound ? range : axis.values;
}

QRectF box_of(const ChartPicture& picture) {
  return {QPointF(picture.x.pixels.low, picture.y.pixels.high),
          QPointF(picture.x.pixels.high, picture.y.pixels.low)};
}

}  // namespace

ChartView::ChartView(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(180, 120);
  setToolTip(tr("Wheel: zoom. Left button: zoom to a box. Right button: pan. Double click: all."));
}

void ChartView::set_series(std::vector<ChartSeries> series) {
  series_ = std::move(series);
  update();
}

void ChartView::set_titles(const QString& x, const QString& y) {
  x_title_ = x;
  y_title_ = y;
  setAccessibleName(tr("Chart of %1 over %2").arg(y, x));
  update();
}

void ChartView::set_log(bool log_x, bool log_y) {
  if (log_x != log_x_) x_range_.reset();
  if (log_y != log_y_) y_range_.reset();
  log_x_ = log_x;
  log_y_ = log_y;
  update();
}

void ChartView::reset_zoom() {
  x_range_.reset();
  y_range_.reset();
  update();
}

void ChartView::zoom_to(const ChartRange& x, const std::optional<ChartRange>& y) {
  x_range_ = x;
  y_range_ = y;
  update();
}

ChartPicture ChartView::layout(const std::optional<QSizeF>& size) const {
  const QSizeF shown = size.value_or(QSizeF(this->size()));
  ChartFrame frame;
  frame.width = shown.width();
  frame.height = shown.height();
  frame.font_px = QFontInfo(font()).pixelSize();
  frame.x_title = x_title_.toStdString();
  frame.y_title = y_title_.toStdString();
  frame.log_x = log_x_;
  frame.log_y = log_y_;
  frame.x_range = x_range_;
  frame.y_range = y_range_;
  return lay_out_chart(frame, series_);
}

QImage ChartView::picture(double scale) const {
  QImage image((QSizeF(size()) * scale).toSize(), QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  painter.scale(scale, scale);
  painter.setFont(font());
  paint_chart(painter, layout(), QPalette(Qt::white));
  return image;
}

QString ChartView::values_at(const QPointF& place) const {
  const ChartPicture chart = layout();
  if (!box_of(chart).contains(place)) return {};
  const double x = chart.x.value(place.x());
  QStringList lines;
  for (const ChartSeries& one : series_) {
    if (one.x.empty()) continue;
    const std::size_t i = nearest_index(one.x, x);
    const QString value = QString::fromStdString(chart_number(one.y[i]));
    const QString label = QString::fromStdString(one.label);
    const QString at = QString::fromStdString(chart_number(one.x[i]));
    lines << (one.smooth.empty()
                  ? tr("%1 at %2: %3").arg(label, at, value)
                  : tr("%1 at %2: %3 (raw %4)")
                        .arg(label, at, QString::fromStdString(chart_number(one.smooth[i])),
                             value));
  }
  return lines.join('\n');
}

void ChartView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), palette().base());
  if (series_.empty()) {
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(rect(), Qt::AlignCenter, tr("No values yet"));
    return;
  }
  const ChartPicture chart = layout();
  paint_chart(painter, chart, palette());
  if (box_start_ && hover_) {
    painter.setPen(palette().color(QPalette::Highlight));
    painter.drawRect(QRectF(*box_start_, *hover_).normalized());
  } else if (!pan_from_) {
    paint_hover(painter, chart);
  }
  if (hasFocus()) {
    painter.setPen(palette().color(QPalette::Highlight));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
  }
}

void ChartView::paint_hover(QPainter& painter, const ChartPicture& chart) const {
  if (!hover_) return;
  const QString text = values_at(*hover_);
  if (text.isEmpty()) return;
  const QRectF box = box_of(chart);
  painter.setPen(QPen(palette().color(QPalette::PlaceholderText), 1, Qt::DotLine));
  painter.drawLine(QPointF(hover_->x(), box.top()), QPointF(hover_->x(), box.bottom()));
  QRectF area = painter.boundingRect(QRectF(0, 0, width(), height()), Qt::AlignLeft, text);
  area.adjust(-5, -3, 5, 3);
  // On the side of the mouse that has room.
  const bool left = hover_->x() + area.width() + 12 > box.right();
  area.moveTopLeft(
      QPointF(left ? hover_->x() - area.width() - 12 : hover_->x() + 12,
              std::max(box.top(), std::min(hover_->y(), box.bottom() - area.height()))));
  area.moveLeft(std::clamp(area.left(), 0.0, std::max(0.0, width() - area.width())));
  painter.setBrush(palette().toolTipBase());
  painter.drawRect(area);
  painter.setPen(palette().color(QPalette::ToolTipText));
  painter.drawText(area.adjusted(5, 3, 0, 0), Qt::AlignLeft, text);
}

void ChartView::mouseMoveEvent(QMouseEvent* event) {
  hover_ = event->position();
  if (pan_from_) {
    pan(event->position() - *pan_from_);
    pan_from_ = event->position();
  }
  update();
}

void ChartView::mousePressEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton) {
    box_start_ = event->position();
  } else {
    pan_from_ = event->position();
  }
}

void ChartView::mouseReleaseEvent(QMouseEvent* event) {
  pan_from_.reset();
  if (const auto start = std::exchange(box_start_, std::nullopt)) {
    zoom_to_box(QRectF(*start, event->position()).normalized());
  }
  update();
}

void ChartView::mouseDoubleClickEvent(QMouseEvent*) {
  box_start_.reset();
  reset_zoom();
}

void ChartView::wheelEvent(QWheelEvent* event) {
  zoom(std::pow(wheel_factor, event->angleDelta().y() / 120.0), event->position());
  event->accept();
}

void ChartView::keyPressEvent(QKeyEvent* event) {
  const QPointF middle = box_of(layout()).center();
  const double step = width() / 10.0;
  switch (event->key()) {
    case Qt::Key_Plus:
      return zoom(wheel_factor, middle);
    case Qt::Key_Minus:
      return zoom(1 / wheel_factor, middle);
    case Qt::Key_Left:
      return pan({step, 0});
    case Qt::Key_Right:
      return pan({-step, 0});
    case Qt::Key_Home:
      return reset_zoom();
    default:
      QWidget::keyPressEvent(event);
  }
}

void ChartView::leaveEvent(QEvent*) {
  hover_.reset();
  update();
}

void ChartView::pan(const QPointF& by) {
  const ChartPicture chart = layout();
  x_range_ = moved(chart.x, chart.x.pixels.low - by.x(), chart.x.pixels.high - by.x());
  y_range_ = moved(chart.y, chart.y.pixels.low - by.y(), chart.y.pixels.high - by.y());
  update();
}

void ChartView::zoom(double factor, const QPointF& about) {
  const ChartPicture chart = layout();
  const auto about_place = [&](const ChartAxis& axis, double place) {
    return moved(axis, place + (axis.pixels.low - place) * factor,
                 place + (axis.pixels.high - place) * factor);
  };
  x_range_ = about_place(chart.x, about.x());
  y_range_ = about_place(chart.y, about.y());
  update();
}

void ChartView::zoom_to_box(const QRectF& wanted) {
  const ChartPicture chart = layout();
  const QRectF box = wanted.intersected(box_of(chart));
  if (box.width() < smallest_box_px || box.height() < smallest_box_px) return;
  x_range_ = moved(chart.x, box.left(), box.right());
  y_range_ = moved(chart.y, box.bottom(), box.top());
}

namespace {

void paint_axes(QPainter& painter, const ChartPicture& chart, const QPalette& palette) {
  const QRectF box = box_of(chart);
  const QColor text = palette.color(QPalette::Text);
  QColor grid = text;
  grid.setAlphaF(0.15F);
  const double line = chart.font_px * 1.5;
  for (const ChartTick& tick : chart.y_ticks) {
    painter.setPen(grid);
    painter.drawLine(QPointF(box.left(), tick.pixel), QPointF(box.right(), tick.pixel));
    painter.setPen(text);
    painter.drawText(QRectF(0, tick.pixel - line / 2, box.left() - 5, line),
                     Qt::AlignRight | Qt::AlignVCenter, QString::fromStdString(tick.text));
  }
  for (const ChartTick& tick : chart.x_ticks) {
    painter.setPen(grid);
    painter.drawLine(QPointF(tick.pixel, box.top()), QPointF(tick.pixel, box.bottom()));
    painter.setPen(text);
    painter.drawText(QRectF(tick.pixel - 60, box.bottom() + 1, 120, line), Qt::AlignCenter,
                     QString::fromStdString(tick.text));
  }
  painter.drawText(QRectF(box.left(), chart.height - line, box.width(), line), Qt::AlignCenter,
                   QString::fromStdString(chart.x_title));
  painter.save();
  painter.translate(0, box.center().y());
  painter.rotate(-90);
  painter.drawText(QRectF(-box.height() / 2, 0, box.height(), line), Qt::AlignCenter,
                   QString::fromStdString(chart.y_title));
  painter.restore();
  QColor frame = text;
  frame.setAlphaF(0.5F);
  painter.setPen(frame);
  painter.drawLine(box.bottomLeft(), box.bottomRight());
  painter.drawLine(box.bottomLeft(), box.topLeft());
}

QPen pen_of(std::size_t colour, std::size_t dash, bool faint, bool dark) {
  QColor ink(QString::fromStdString(chart_colour(colour, dark)));
  if (faint) ink.setAlphaF(0.3F);
  QPen pen(ink, faint ? 1 : 1.8);
  const std::vector<double> lengths = chart_dashes(dash);
  if (!lengths.empty()) pen.setDashPattern(QList<qreal>(lengths.begin(), lengths.end()));
  return pen;
}

void paint_lines(QPainter& painter, const ChartPicture& chart, bool dark) {
  for (const ChartLine& one : chart.lines) {
    QPolygonF points;
    for (const ChartPoint& point : one.points) points << QPointF(point.x, point.y);
    const QPen pen = pen_of(one.colour, one.dash, one.is_faint, dark);
    painter.setPen(pen);
    painter.drawPolyline(points);
    if (!one.has_marks) continue;
    painter.setPen(Qt::NoPen);
    painter.setBrush(pen.color());
    for (const QPointF& point : points) painter.drawEllipse(point, 2.5, 2.5);
    painter.setBrush(Qt::NoBrush);
  }
}

void paint_legend(QPainter& painter, const ChartPicture& chart, const QPalette& palette,
                  bool dark) {
  const QRectF box = box_of(chart);
  const double line = chart.font_px * 1.4;
  double top = box.top() + 2;
  QColor ground = palette.color(QPalette::Base);
  ground.setAlphaF(0.7F);
  for (const ChartKey& key : chart.keys) {
    if (top + line > box.bottom()) return;
    const double text_px =
        painter.fontMetrics().horizontalAdvance(QString::fromStdString(key.label));
    const double left = std::max(box.left(), box.right() - text_px - 40);
    painter.fillRect(QRectF(left, top, box.right() - left, line), ground);
    painter.setPen(pen_of(key.colour, key.dash, false, dark));
    painter.drawLine(QPointF(box.right() - 30, top + line / 2),
                     QPointF(box.right() - 6, top + line / 2));
    painter.setPen(palette.color(QPalette::Text));
    const QRectF place(box.left(), top, box.width() - 36, line);
    painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(QString::fromStdString(key.label),
                                                      Qt::ElideMiddle, int(place.width())));
    top += line;
  }
}

}  // namespace

void paint_chart(QPainter& painter, const ChartPicture& chart, const QPalette& palette) {
  const bool dark = palette.color(QPalette::Base).lightness() < 128;
  painter.setRenderHint(QPainter::Antialiasing);
  paint_axes(painter, chart, palette);
  painter.save();
  painter.setClipRect(box_of(chart));
  paint_lines(painter, chart, dark);
  painter.restore();
  paint_legend(painter, chart, palette, dark);
}

}  // namespace transpine
