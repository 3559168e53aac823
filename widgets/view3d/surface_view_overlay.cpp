// SPDX-License-Identifier: Apache-2.0
#include <vtkCamera.h>
#include <vtkMatrix4x4.h>
#include <vtkRenderer.h>

#include <Eigen/Geometry>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "core/landmarks/spine_labels.h"
#include "widgets/view/colour_map.h"
#include "widgets/view3d/orientation_cube.h"
#include "widgets/view3d/surface_view.h"

namespace transpine {
namespace {

constexpr int kMargin_px = 8;
constexpr double kCross_mm = 12;

// Legible over anything: the text with a rim of the background.
void draw_rimmed(QPainter& painter, const QPointF& baseline, const QString& text,
                 const QColor& colour, const QColor& rim) {
  QPainterPath path;
  path.addText(baseline, painter.font(), text);
  painter.setPen(QPen(rim, 3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(path);
  painter.fillPath(path, colour);
}

QString millimetres(double mm) {
  return QLocale().toString(mm, 'f', 1);
}

}  // namespace

OrientationCube SurfaceView::orientation_cube() const {
  Eigen::Vector3d forward, up;
  vtkCamera* camera = renderer()->GetActiveCamera();
  camera->GetDirectionOfProjection(forward.data());
  camera->GetViewUp(up.data());
  const Eigen::Vector3d right = forward.cross(up).normalized();
  return {right, right.cross(forward), rect()};
}

std::optional<QPointF> SurfaceView::on_screen(const Eigen::Vector3d& p_mm) const {
  const double aspect = static_cast<double>(width()) / std::max(1, height());
  vtkMatrix4x4* matrix =
      renderer()->GetActiveCamera()->GetCompositeProjectionTransformMatrix(aspect, -1, 1);
  const double from[4] = {p_mm.x(), p_mm.y(), p_mm.z(), 1};
  double to[4];
  matrix->MultiplyPoint(from, to);
  if (to[3] <= 0) return {};
  return QPointF((to[0] / to[3] + 1) / 2 * width(), (1 - to[1] / to[3]) / 2 * height());
}

void SurfaceView::paint_overlay(QPainter& painter) {
  const QColor text = palette().color(QPalette::Text);
  const QColor rim = palette().color(QPalette::Base);
  const QFontMetrics metrics(painter.font());
  if (!has_content()) {
    painter.setPen(text);
    painter.drawText(rect().adjusted(kMargin_px, 0, -kMargin_px, 0),
                     Qt::AlignCenter | Qt::TextWordWrap, empty_text_);
  } else {
    paint_cross(painter);
    paint_landmark_names(painter);
    orientation_cube().paint(painter);
    if (distance_scale_) paint_distance_legend(painter);
  }
  draw_rimmed(painter, QPointF(kMargin_px, kMargin_px + metrics.ascent()), title_, text, rim);
  if (selected_ && surfaces_.contains(*selected_)) {
    const QString name = QString::fromStdString(vertebra_name(*selected_));
    painter.save();
    QFont font = painter.font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 1.4);
    painter.setFont(font);
    const int width_px = QFontMetrics(font).horizontalAdvance(name);
    draw_rimmed(painter, QPointF((width() - width_px) / 2.0, height() - kMargin_px - 4.0), name,
                text, rim);
    painter.restore();
  }
  if (note_.isEmpty()) return;
  painter.setPen(text);
  painter.drawText(rect().adjusted(kMargin_px, kMargin_px + 2 * metrics.height(), -kMargin_px, 0),
                   Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, note_);
}

void SurfaceView::paint_cross(QPainter& painter) const {
  for (int axis = 0; axis < 3; ++axis) {
    const Eigen::Vector3d arm = kCross_mm * Eigen::Vector3d::Unit(axis);
    const auto from = on_screen(cursor_->position_mm() - arm);
    const auto to = on_screen(cursor_->position_mm() + arm);
    if (!from || !to) continue;
    painter.setPen(QPen(QColor(20, 22, 26, 160), 3));
    painter.drawLine(*from, *to);
    painter.setPen(QPen(QColor(70, 190, 255), 1.2));
    painter.drawLine(*from, *to);
  }
}

void SurfaceView::paint_landmark_names(QPainter& painter) const {
  if (!landmarks_.is_visible()) return;
  // The nearest first: a name that would cover another is left out.
  const Eigen::Vector3d eye = camera().position_mm;
  std::vector<SphereLandmark> nearest = landmarks_.landmarks();
  std::sort(nearest.begin(), nearest.end(), [&](const auto& a, const auto& b) {
    return (a.p_mm - eye).squaredNorm() < (b.p_mm - eye).squaredNorm();
  });
  const QFontMetrics metrics(painter.font());
  std::vector<QRectF> taken;
  for (const SphereLandmark& landmark : nearest) {
    const QString name = short_name(landmark.key);
    const auto at = on_screen(landmark.p_mm);
    if (name.isEmpty() || !at) continue;
    const QPointF baseline = *at + QPointF(7, -5);
    const QRectF box = QRectF(metrics.boundingRect(name)).translated(baseline);
    if (std::any_of(taken.begin(), taken.end(),
                    [&](const QRectF& other) { return other.intersects(box); })) {
      continue;
    }
    taken.push_back(box);
    draw_rimmed(painter, baseline, name, colour_of(landmark.origin).lighter(130),
                QColor(20, 22, 26));
  }
}

void SurfaceView::paint_distance_legend(QPainter& painter) const {
  const DistanceScale& scale = *distance_scale_;
  const QColor text = palette().color(QPalette::Text);
  const QColor rim = palette().color(QPalette::Base);
  const double bar_height = std::min(180.0, height() * 0.45);
  const QRectF bar(width() - kMargin_px - 14, (height() - bar_height) / 2, 14, bar_height);
  const auto& colours = colours_of(scale.is_signed ? ColourMap::blue_red : ColourMap::viridis);
  QLinearGradient gradient(bar.bottomLeft(), bar.topLeft());
  for (int stop = 0; stop <= 16; ++stop) {
    gradient.setColorAt(stop / 16.0,
                        QColor(colours[static_cast<std::size_t>(std::min(255, stop * 16))]));
  }
  painter.fillRect(bar, gradient);
  painter.setPen(text);
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(bar);
  const QFontMetrics metrics(painter.font());
  const auto label = [&](double y, const QString& words) {
    const double x = bar.left() - 6 - metrics.horizontalAdvance(words);
    draw_rimmed(painter, QPointF(x, y + metrics.ascent() / 2.0 - 1), words, text, rim);
  };
  const double low = scale.is_signed ? -scale.range_mm : 0;
  label(bar.top() + 4, tr("%1 mm").arg(millimetres(scale.range_mm)));
  label(bar.center().y(), millimetres((low + scale.range_mm) / 2));
  label(bar.bottom() - 4, millimetres(low));
  if (!scale.is_signed) return;
  label(bar.top() - metrics.height() + 2, tr("outside"));
  label(bar.bottom() + metrics.height() - 2, tr("inside"));
}

}  // namespace transpine
