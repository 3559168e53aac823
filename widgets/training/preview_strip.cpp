// SPDX-License-Identifier: Apache-2.0
#include "widgets/training/preview_strip.h"

#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

namespace transpine {

QImage gray_image(const FloatImage& image, float low, float high) {
  QImage result(image.width, image.height, QImage::Format_Grayscale8);
  const float scale = 255 / std::max(high - low, 1e-6F);
  for (int row = 0; row < image.height; ++row) {
    uchar* line = result.scanLine(row);
    for (int column = 0; column < image.width; ++column) {
      const float value = image.pixels[static_cast<std::size_t>(row * image.width + column)];
      // What is no number is black.
      const float level = std::isnan(value) ? 0 : (value - low) * scale;
      line[column] = static_cast<uchar>(std::clamp(level, 0.0F, 255.0F));
    }
  }
  return result;
}

PreviewStrip::PreviewStrip(QWidget* parent) : QWidget(parent) {
  setObjectName("preview_strip");
  setMinimumHeight(140);
}

void PreviewStrip::show_previews(const std::vector<TrainPreview>& previews, bool of_segmenter) {
  cases_.clear();
  of_segmenter_ = of_segmenter;
  for (const TrainPreview& preview : previews) {
    FloatImage difference = preview.ct;
    const std::size_t compared =
        std::min(difference.pixels.size(), preview.synthetic_ct.pixels.size());
    for (std::size_t i = 0; i < compared; ++i) {
      difference.pixels[i] = std::abs(difference.pixels[i] - preview.synthetic_ct.pixels[i]);
      // Between classes there is no more and less.
      if (of_segmenter && difference.pixels[i] > 0) difference.pixels[i] = 1;
    }
    cases_.push_back({QString::fromStdString(preview.subject), gray_image(preview.mr, 0, 1),
                      gray_image(preview.synthetic_ct, -1, 1), gray_image(preview.ct, -1, 1),
                      gray_image(difference, 0, 1)});
  }
  update();
}

void PreviewStrip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), Qt::black);
  painter.setPen(QColor(220, 220, 220));
  if (cases_.empty()) {
    painter.drawText(rect(), Qt::AlignCenter, tr("Previews appear at the first validation."));
    return;
  }
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  const std::array titles =
      of_segmenter_ ? std::array{tr("CT"), tr("Found parts"), tr("True parts"), tr("Difference")}
                    : std::array{tr("MR"), tr("Synthetic CT"), tr("CT"), tr("Difference")};
  const int line = fontMetrics().height() + 2;
  // As many cases as fit at a readable size.
  const double aspect = static_cast<double>(cases_[0].mr.width()) / cases_[0].mr.height();
  const double tile_height = height() - 2 * line;
  const double tile_width = std::min(tile_height * aspect, width() / 4.0);
  const int shown = std::clamp(static_cast<int>(width() / (4 * tile_width)), 1, case_count());
  double x = 0;
  for (int i = 0; i < shown; ++i) {
    const Case& entry = cases_[static_cast<std::size_t>(i)];
    painter.drawText(QRectF(x + 4, 0, 4 * tile_width, line), Qt::AlignLeft, entry.subject);
    const QImage* const images[] = {&entry.mr, &entry.synthetic_ct, &entry.ct, &entry.difference};
    for (int part = 0; part < 4; ++part) {
      const QRectF box(x + part * tile_width, line, tile_width, tile_height);
      const QSizeF size = QSizeF(images[part]->size()).scaled(box.size(), Qt::KeepAspectRatio);
      painter.drawImage(QRectF(box.center() - QPointF(size.width() / 2, size.height() / 2), size),
                        *images[part]);
      painter.drawText(QRectF(box.left(), height() - line, tile_width, line), Qt::AlignCenter,
                       titles[static_cast<std::size_t>(part)]);
    }
    x += 4 * tile_width + 8;
  }
}

}  // namespace transpine
