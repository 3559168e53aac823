// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/slice_compare.h"

#include <vtkCellArray.h>
#include <vtkFlyingEdges2D.h>
#include <vtkImageData.h>
#include <vtkNew.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/base/parallel.h"

namespace transpine {
namespace {

constexpr double kFlickerHalf_s = 0.3;
constexpr double kRockPeriod_s = 2.4;
const QColor kContourColour(255, 190, 60);

constexpr const char* kKeys[] = {"stacked",    "blend", "checkerboard", "two_colours", "contours",
                                 "difference", "wipe",  "reveal",       "flicker",     "rock"};
constexpr const char* kNames[] = {
    QT_TRANSLATE_NOOP("Compare", "Layers"),       QT_TRANSLATE_NOOP("Compare", "Blend"),
    QT_TRANSLATE_NOOP("Compare", "Checkerboard"), QT_TRANSLATE_NOOP("Compare", "Two colours"),
    QT_TRANSLATE_NOOP("Compare", "Contours"),     QT_TRANSLATE_NOOP("Compare", "Difference"),
    QT_TRANSLATE_NOOP("Compare", "Wipe"),         QT_TRANSLATE_NOOP("Compare", "Reveal"),
    QT_TRANSLATE_NOOP("Compare", "Flicker"),      QT_TRANSLATE_NOOP("Compare", "Rock")};

/// What a comparison works on.
struct Pair {
  const SliceLayer& first;
  const SliceLayer& second;
  SlicePixels& first_pixels;
  SlicePixels& second_pixels;
};

/// A layer's values on the plane; NaN where it has none.
class PlaneValues {
 public:
  PlaneValues(const SliceLayer& layer, const SlicePixels& pixels)
      : box_(pixels.box()),
        values_(box_.isEmpty() ? nullptr : pixels.values()),
        low_(layer.level - layer.window / 2),
        scale_(1 / std::max(layer.window, 1e-30)) {}

  double at(int x, int y) const {
    if (!values_ || !box_.contains(x, y)) return std::nan("");
    return values_[static_cast<std::ptrdiff_t>(y - box_.top()) * box_.width() + x - box_.left()];
  }
  /// The place of the value in the layer's window, from 0 to 1.
  double in_window(double value) const { return std::clamp((value - low_) * scale_, 0.0, 1.0); }

 private:
  QRect box_;
  const float* values_;
  double low_, scale_;
};

/// A picture of both images' common extent, `colour(first value, second value)` by pixel.
template <class Colour>
void paint_pixels(QPainter& painter, const Pair& pair, const Colour& colour) {
  const QRect box = pair.first_pixels.box().united(pair.second_pixels.box());
  if (box.isEmpty()) return;
  const PlaneValues first(pair.first, pair.first_pixels);
  const PlaneValues second(pair.second, pair.second_pixels);
  QImage image(box.size(), QImage::Format_RGB32);
  auto* bits = reinterpret_cast<QRgb*>(image.bits());
  parallel_for(box.height(), [&](std::int64_t begin, std::int64_t end) {
    for (auto y = static_cast<int>(begin); y < static_cast<int>(end); ++y) {
      QRgb* row = bits + static_cast<std::ptrdiff_t>(y) * box.width();
      for (int x = 0; x < box.width(); ++x) {
        row[x] = colour(first, first.at(box.left() + x, box.top() + y), second,
                        second.at(box.left() + x, box.top() + y));
      }
    }
  });
  painter.drawImage(box.topLeft(), image);
}

void paint_two_colours(QPainter& painter, const Pair& pair) {
  paint_pixels(
      painter, pair, [](const PlaneValues& first, double a, const PlaneValues& second, double b) {
        const auto byte = [](const PlaneValues& values, double value) {
          return std::isnan(value) ? 0
                                   : static_cast<int>(std::lround(255 * values.in_window(value)));
        };
        const int yellow = byte(first, a);
        const int blue = byte(second, b);
        return qRgb(yellow, yellow, blue);
      });
}

void paint_difference(QPainter& painter, const Pair& pair, double range) {
  const auto& colours = colours_of(ColourMap::blue_red);
  const double end = pair.first.unit == pair.second.unit && !pair.first.unit.isEmpty()
                         ? std::max(range, 1e-9)
                         : 1.0;
  paint_pixels(painter, pair, [&](const PlaneValues&, double a, const PlaneValues&, double b) {
    if (std::isnan(a) || std::isnan(b)) return qRgb(0, 0, 0);
    const double share = shown_difference(pair.first, a, pair.second, b) / end;
    return colours[static_cast<std::size_t>(
        std::lround(127.5 + 127.5 * std::clamp(share, -1.0, 1.0)))];
  });
}

void paint_contours(QPainter& painter, const Pair& pair, double level) {
  if (pair.second_pixels.box().isEmpty()) return;
  vtkNew<vtkFlyingEdges2D> edges;
  edges->SetInputData(pair.second_pixels.resliced());
  edges->SetValue(0, level);
  edges->Update();
  vtkPolyData* lines = edges->GetOutput();
  if (!lines->GetPoints()) return;
  const QPointF origin = pair.second_pixels.box().topLeft();
  double spacing[3];
  double start[3];
  vtkImageData* resliced = pair.second_pixels.resliced();
  resliced->GetSpacing(spacing);
  resliced->GetOrigin(start);
  const int* extent = resliced->GetExtent();
  std::vector<QLineF> segments;
  vtkNew<vtkIdList> ids;
  auto* cells = lines->GetLines();
  cells->InitTraversal();
  const auto pixel = [&](vtkIdType id) {
    double p[3];
    lines->GetPoint(id, p);
    // Values lie in the middle of pixels.
    return origin + QPointF((p[0] - start[0]) / spacing[0] - extent[0] + 0.5,
                            (p[1] - start[1]) / spacing[1] - extent[2] + 0.5);
  };
  while (cells->GetNextCell(ids)) {
    for (vtkIdType i = 0; i + 1 < ids->GetNumberOfIds(); ++i) {
      const QLineF line(pixel(ids->GetId(i)), pixel(ids->GetId(i + 1)));
      // Beside pixels without a value a crossing is nowhere.
      if (std::isfinite(line.length())) segments.push_back(line);
    }
  }
  painter.setPen(QPen(kContourColour, 0));
  painter.drawLines(segments.data(), static_cast<int>(segments.size()));
}

QPainterPath checkers(const QSize& pixels, int squares) {
  const double side = std::max(
      4.0, std::max(pixels.width(), pixels.height()) / static_cast<double>(std::max(1, squares)));
  QPainterPath path;
  for (int row = 0; row * side < pixels.height(); ++row) {
    for (int column = 0; column * side < pixels.width(); ++column) {
      if ((row + column) % 2 == 1) path.addRect(column * side, row * side, side, side);
    }
  }
  return path;
}

/// Where the second image is shown instead of the first.
QPainterPath second_part(const SliceCompare& compare, const QSize& pixels, const QPointF& cursor) {
  QPainterPath path;
  const QRectF all(QPointF(0, 0), QSizeF(pixels));
  switch (compare.mode) {
    case CompareMode::checkerboard:
      return checkers(pixels, compare.squares);
    case CompareMode::reveal: {
      const double radius = 0.15 * std::max(pixels.width(), pixels.height());
      path.addEllipse(cursor, radius, radius);
      return path;
    }
    case CompareMode::wipe:
      if (compare.wipe != SliceCompare::Wipe::horizontal) {
        path.addRect(QRectF(cursor.x(), 0, all.right() - cursor.x(), all.height()));
      }
      if (compare.wipe != SliceCompare::Wipe::vertical) {
        const QRectF below(0, cursor.y(), all.width(), all.bottom() - cursor.y());
        QPainterPath lower;
        lower.addRect(below);
        // Both: opposite quarters, so that each image is on either side of each line.
        path = compare.wipe == SliceCompare::Wipe::both
                   ? path.subtracted(lower).united(lower.subtracted(path))
                   : lower;
      }
      return path;
    default:
      path.addRect(all);
      return path;
  }
}

double second_opacity(const SliceCompare& compare) {
  switch (compare.mode) {
    case CompareMode::blend:
      return compare.amount;
    case CompareMode::flicker:
      return std::fmod(compare.phase_s, 2 * kFlickerHalf_s) < kFlickerHalf_s ? 0 : 1;
    case CompareMode::rock:
      return 0.5 - 0.5 * std::cos(2 * std::numbers::pi * compare.phase_s / kRockPeriod_s);
    default:
      return 1;
  }
}

void paint_over(QPainter& painter, const SliceCompare& compare, const Pair& pair,
                const SlicePose& pose, const QPointF& cursor) {
  SliceLayer second = pair.second;
  second.opacity = second_opacity(compare);
  if (second.opacity <= 0) return;
  painter.save();
  const bool is_part = compare.mode == CompareMode::checkerboard ||
                       compare.mode == CompareMode::wipe || compare.mode == CompareMode::reveal;
  if (is_part) {
    const QPainterPath part = second_part(compare, pose.pixels, cursor);
    painter.setClipPath(part, Qt::IntersectClip);
    // What the second image does not cover is not the first one's.
    painter.fillPath(part, Qt::black);
  }
  pair.second_pixels.paint(painter, second, pose);
  painter.restore();
}

}  // namespace

const std::vector<CompareMode>& all_compare_modes() {
  static const std::vector<CompareMode> modes = [] {
    std::vector<CompareMode> all;
    for (std::size_t i = 0; i < std::size(kKeys); ++i) all.push_back(static_cast<CompareMode>(i));
    return all;
  }();
  return modes;
}

QString compare_mode_key(CompareMode mode) {
  return QString::fromLatin1(kKeys[static_cast<std::size_t>(mode)]);
}

CompareMode compare_mode_from_key(const QString& key) {
  for (const CompareMode mode : all_compare_modes()) {
    if (compare_mode_key(mode) == key) return mode;
  }
  return CompareMode::stacked;
}

QString compare_mode_name(CompareMode mode) {
  return QCoreApplication::translate("Compare", kNames[static_cast<std::size_t>(mode)]);
}

bool is_moving(CompareMode mode) {
  return mode == CompareMode::flicker || mode == CompareMode::rock;
}

double shown_difference(const SliceLayer& first, double first_value, const SliceLayer& second,
                        double second_value) {
  if (first.unit == second.unit && !first.unit.isEmpty()) return first_value - second_value;
  const auto place = [](const SliceLayer& layer, double value) {
    return std::clamp((value - layer.level) / std::max(layer.window, 1e-30) + 0.5, 0.0, 1.0);
  };
  return place(first, first_value) - place(second, second_value);
}

void paint_comparison(QPainter& painter, const SliceCompare& compare,
                      const std::vector<SliceLayer>& layers, std::vector<SlicePixels>& pixels,
                      const SlicePose& pose, const QPointF& cursor) {
  const Pair pair{layers[compare.first], layers[compare.second], pixels[compare.first],
                  pixels[compare.second]};
  pair.first_pixels.update(pair.first, pose);
  pair.second_pixels.update(pair.second, pose);
  if (compare.mode == CompareMode::two_colours) {
    paint_two_colours(painter, pair);
    return;
  }
  if (compare.mode == CompareMode::difference) {
    paint_difference(painter, pair, compare.difference_range);
    return;
  }
  SliceLayer first = pair.first;
  first.opacity = 1;
  pair.first_pixels.paint(painter, first, pose);
  if (compare.mode == CompareMode::contours) {
    paint_contours(painter, pair, compare.contour_level);
  } else {
    paint_over(painter, compare, pair, pose, cursor);
  }
}

}  // namespace transpine
