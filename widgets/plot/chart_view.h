// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QWidget>
#include <optional>
#include <vector>

#include "core/training/chart.h"

class QPainter;

namespace transpine {

/// Curves over a common x axis: the values under the mouse, zoom by wheel or by a box drawn with
/// the left button, pan with the right or the middle button, all again by a double click.
class ChartView : public QWidget {
  Q_OBJECT

 public:
  explicit ChartView(QWidget* parent = nullptr);

  /// What is drawn from now on; the zoom stays.
  void set_series(std::vector<ChartSeries> series);
  const std::vector<ChartSeries>& series() const { return series_; }
  void set_titles(const QString& x, const QString& y);
  void set_log(bool log_x, bool log_y);
  /// Shows all values again.
  void reset_zoom();
  void zoom_to(const ChartRange& x, const std::optional<ChartRange>& y);
  bool is_zoomed() const { return x_range_ || y_range_; }

  /// The chart laid out at a size; as shown now without one.
  ChartPicture layout(const std::optional<QSizeF>& size = {}) const;
  /// On white ground, for a file, at `scale` pixels for each of the widget's.
  QImage picture(double scale) const;
  /// The values at a place of the widget, one line for each series; empty beside the curves.
  QString values_at(const QPointF& place) const;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;

 private:
  void pan(const QPointF& by);
  void zoom(double factor, const QPointF& about);
  void zoom_to_box(const QRectF& box);
  void paint_hover(QPainter& painter, const ChartPicture& picture) const;

  std::vector<ChartSeries> series_;
  QString x_title_, y_title_;
  bool log_x_ = false, log_y_ = false;
  std::optional<ChartRange> x_range_, y_range_;
  std::optional<QPointF> hover_, box_start_, pan_from_;
};

/// Draws a chart that was laid out, with the palette's colours for a dark or a light ground.
void paint_chart(QPainter& painter, const ChartPicture& picture, const QPalette& palette);

}  // namespace transpine
