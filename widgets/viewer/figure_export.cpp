// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/figure_export.h"

#include <QPainter>
#include <cerrno>

#include "core/base/atomic_file.h"
#include "core/base/version.h"
#include "widgets/view/render_widget.h"
#include "widgets/view/slice_view.h"

namespace transpine {
namespace {

constexpr double kInch_mm = 25.4;
constexpr double kScreen_dpi = 96;

bool draw_view(QPainter& painter, QWidget* view, const QPoint& at, double scale) {
  QImage picture;
  if (auto* slice = qobject_cast<SliceView*>(view)) {
    picture = slice->picture(scale);
  } else if (auto* rendered = qobject_cast<RenderWidget*>(view)) {
    picture = rendered->picture(scale);
  } else {
    return false;
  }
  picture.setDevicePixelRatio(1);
  painter.drawImage(QPointF(at) * scale, picture);
  return true;
}

}  // namespace

QImage figure_of(QWidget* widget, double scale) {
  QImage figure(widget->size() * scale, QImage::Format_RGB32);
  figure.fill(Qt::black);
  const int dots_per_metre = static_cast<int>(scale * kScreen_dpi / kInch_mm * 1000);
  figure.setDotsPerMeterX(dots_per_metre);
  figure.setDotsPerMeterY(dots_per_metre);
  QPainter painter(&figure);
  if (draw_view(painter, widget, QPoint(0, 0), scale)) return figure;
  for (QWidget* child : widget->findChildren<QWidget*>()) {
    if (child->isVisible()) draw_view(painter, child, child->mapTo(widget, QPoint(0, 0)), scale);
  }
  return figure;
}

Result<void> write_figure(const std::filesystem::path& path, QImage figure,
                          const QString& description) {
  figure.setText("Description", description);
  figure.setText("Software", QString("Transpine %1").arg(kVersion));
  return write_file_atomically(path, [&](const std::filesystem::path& temporary) -> Result<void> {
    if (figure.save(QString::fromStdString(temporary.string()), "PNG")) return {};
    return file_error("could not be written", path, errno);
  });
}

}  // namespace transpine
