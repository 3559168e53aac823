// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/slice_pixels.h"

#include <vtkImageData.h>
#include <vtkImageReslice.h>
#include <vtkMatrix4x4.h>
#include <vtkNew.h>

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/parallel.h"
#include "widgets/view/label_pixels.h"
#include "widgets/view/vtk_image.h"

namespace transpine {
namespace {

constexpr double kSame_mm = 1e-6;
constexpr int kShades = 256;

QImage::Format table_format(const SliceLayer& layer) {
  const bool opaque = layer.kind == SliceLayer::Kind::image && is_opaque(layer.colours);
  return opaque ? QImage::Format_RGB32 : QImage::Format_ARGB32_Premultiplied;
}

/// From pixels of the picture (x to the right, y down, z into the plane's normal) to the view.
Eigen::Matrix4d view_from_pixels(const SlicePose& pose) {
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.block<3, 1>(0, 0) = pose.right * pose.mm_per_pixel;
  matrix.block<3, 1>(0, 1) = pose.down * pose.mm_per_pixel;
  matrix.block<3, 1>(0, 2) = pose.right.cross(pose.down) * pose.mm_per_pixel;
  // A pixel's value is taken in its middle.
  matrix.block<3, 1>(0, 3) =
      pose.centre_mm - pose.mm_per_pixel * (pose.right * (0.5 * pose.pixels.width() - 0.5) +
                                            pose.down * (0.5 * pose.pixels.height() - 0.5));
  return matrix;
}

/// From pixels to the volume's spacing * index.
Eigen::Matrix4d data_from_pixels(const SliceLayer& layer, const SlicePose& pose) {
  const Grid& grid = layer.volume.grid();
  Eigen::Matrix4d volume_from_data = Eigen::Matrix4d::Identity();
  volume_from_data.topLeftCorner<3, 3>() = grid.direction;
  volume_from_data.topRightCorner<3, 1>() = grid.origin_mm;
  Eigen::Matrix4d data_from_view =
      volume_from_data.inverse() * layer.view_from_volume.inverse().matrix();
  Eigen::Matrix4d matrix = data_from_view * view_from_pixels(pose);
  // VTK is three times as fast on axes that are exactly those of the voxels.
  const double tiny = 1e-9 * pose.mm_per_pixel;
  matrix.topLeftCorner<3, 3>() = matrix.topLeftCorner<3, 3>().unaryExpr(
      [&](double value) { return std::abs(value) < tiny ? 0 : value; });
  return matrix;
}

/// The part of the polygon where n . (x, y) + d >= 0.
QPolygonF cut(const QPolygonF& polygon, double nx, double ny, double d) {
  QPolygonF kept;
  for (int i = 0; i < polygon.size(); ++i) {
    const QPointF from = polygon[i];
    const QPointF to = polygon[(i + 1) % polygon.size()];
    const double from_side = nx * from.x() + ny * from.y() + d;
    const double to_side = nx * to.x() + ny * to.y() + d;
    if (from_side >= 0) kept << from;
    if ((from_side < 0) != (to_side < 0)) {
      kept << from + (to - from) * (from_side / (from_side - to_side));
    }
  }
  return kept;
}

/// Where the plane lies inside the voxels' outer faces, in corner coordinates of the pixels.
QPolygonF outline_of(const Grid& grid, const Eigen::Matrix4d& data_from_pixels,
                     const QSize& pixels) {
  QPolygonF outline(QRectF(QPointF(0, 0), QSizeF(pixels)));
  outline.removeLast();  // QPolygonF closes a rectangle.
  for (int axis = 0; axis < 3; ++axis) {
    const double low = -0.5 * grid.spacing_mm[axis];
    const double high = (static_cast<double>(grid.size[axis]) - 0.5) * grid.spacing_mm[axis];
    const double nx = data_from_pixels(axis, 0);
    const double ny = data_from_pixels(axis, 1);
    // Pixel middles lie at whole numbers in the matrix, at halves in the painter.
    const double at = data_from_pixels(axis, 3) - 0.5 * (nx + ny);
    outline = cut(outline, nx, ny, at - low);
    outline = cut(outline, -nx, -ny, high - at);
  }
  return outline;
}

bool is_rectangle(const QPolygonF& polygon) {
  if (polygon.size() != 4) return false;
  for (int i = 0; i < 4; ++i) {
    const QPointF side = polygon[(i + 1) % 4] - polygon[i];
    if (std::abs(side.x()) > 1e-3 && std::abs(side.y()) > 1e-3) return false;
  }
  return true;
}

/// The box of the pixels whose middles may lie in the polygon: VTK has no value beyond the faces.
QRect pixels_inside(const QPolygonF& polygon) {
  if (polygon.isEmpty()) return {};
  const QRectF bounds = polygon.boundingRect();
  const auto first = [](double edge) { return static_cast<int>(std::ceil(edge - 0.5)); };
  const auto last = [](double edge) { return static_cast<int>(std::floor(edge - 0.5)); };
  return {QPoint(first(bounds.left()), first(bounds.top())),
          QPoint(last(bounds.right()), last(bounds.bottom()))};
}

void colour_values(const float* values, QRgb* out, std::size_t count, const SliceLayer& layer,
                   const std::array<QRgb, kShades>& table) {
  const auto scale = static_cast<float>((kShades - 1) / std::max(layer.window, 1e-30));
  const auto low = static_cast<float>(layer.level - layer.window / 2);
  for (std::size_t i = 0; i < count; ++i) {
    const float at = (values[i] - low) * scale + 0.5F;
    // Written so that a NaN has the first colour.
    out[i] = table[static_cast<std::size_t>(at > 0 ? std::min(at, kShades - 1.0F) : 0)];
  }
}

QPainter::CompositionMode composition_of(SliceLayer::Mix mix) {
  switch (mix) {
    case SliceLayer::Mix::add:
      return QPainter::CompositionMode_Plus;
    case SliceLayer::Mix::lighten:
      return QPainter::CompositionMode_Lighten;
    case SliceLayer::Mix::normal:
      break;
  }
  return QPainter::CompositionMode_SourceOver;
}

}  // namespace

bool SlicePose::shows_same_as(const SlicePose& other) const {
  return pixels == other.pixels && (centre_mm - other.centre_mm).norm() < kSame_mm &&
         (right - other.right).norm() < kSame_mm && (down - other.down).norm() < kSame_mm &&
         std::abs(mm_per_pixel - other.mm_per_pixel) * std::max(pixels.width(), pixels.height()) <
             kSame_mm;
}

SlicePixels::SlicePixels(const SliceLayer& layer)
    : reslice_(vtkSmartPointer<vtkImageReslice>::New()) {
  reslice_->SetInputData(vtk_view_of(layer.volume));
  reslice_->SetOutputDimensionality(2);
  reslice_->BorderOn();
  reslice_->SetNumberOfThreads(thread_count());
  if (layer.kind == SliceLayer::Kind::labels) {
    reslice_->SetInterpolationModeToNearestNeighbor();
  } else {
    reslice_->SetInterpolationMode(layer.interpolate ? VTK_RESLICE_LINEAR : VTK_RESLICE_NEAREST);
    reslice_->SetOutputScalarType(VTK_FLOAT);
    reslice_->SetBackgroundLevel(std::numeric_limits<double>::quiet_NaN());
  }
}

SlicePixels::~SlicePixels() = default;
SlicePixels::SlicePixels(SlicePixels&&) noexcept = default;
SlicePixels& SlicePixels::operator=(SlicePixels&&) noexcept = default;

void SlicePixels::reslice(const SliceLayer& layer, const SlicePose& pose) {
  pose_ = pose;
  view_from_volume_ = layer.view_from_volume;
  coloured_ = false;
  const Eigen::Matrix4d matrix = data_from_pixels(layer, pose);
  outline_ = outline_of(layer.volume.grid(), matrix, pose.pixels);
  box_ = pixels_inside(outline_).intersected(QRect(QPoint(0, 0), pose.pixels));
  if (box_.isEmpty()) return;
  // Unit axes and a spacing: what VTK's fast path looks for.
  Eigen::Matrix4d axes = matrix;
  axes.topLeftCorner<3, 3>() /= pose.mm_per_pixel;
  reslice_->SetResliceAxes(vtk_matrix(axes));
  reslice_->SetOutputSpacing(pose.mm_per_pixel, pose.mm_per_pixel, pose.mm_per_pixel);
  reslice_->SetOutputOrigin(0, 0, 0);
  reslice_->SetOutputExtent(box_.left(), box_.right(), box_.top(), box_.bottom(), 0, 0);
  reslice_->Update();
}

bool SlicePixels::is_coloured_as(const SliceLayer& layer) const {
  if (!coloured_) return false;
  if (layer.kind == SliceLayer::Kind::labels) {
    return layer.labels == coloured_as_.labels && layer.opacity == coloured_as_.opacity;
  }
  return layer.window == coloured_as_.window && layer.level == coloured_as_.level &&
         layer.colours == coloured_as_.colours;
}

void SlicePixels::colour(const SliceLayer& layer) {
  // The buffer is kept: fresh pages for every frame cost more than the colours.
  const QImage::Format format = table_format(layer);
  if (image_.size() != box_.size() || image_.format() != format) {
    image_ = QImage(box_.size(), format);
  }
  if (layer.kind == SliceLayer::Kind::labels) {
    colour_labels(layer);
  } else {
    auto* out = reinterpret_cast<QRgb*>(image_.bits());
    const float* from = values();
    const auto width = static_cast<std::size_t>(box_.width());
    parallel_for(box_.height(), [&](std::int64_t begin, std::int64_t end) {
      const std::size_t first = static_cast<std::size_t>(begin) * width;
      const std::size_t count = static_cast<std::size_t>(end - begin) * width;
      colour_values(from + first, out + first, count, layer, colours_of(layer.colours));
    });
  }
  coloured_ = true;
  coloured_as_ = layer;
}

void SlicePixels::colour_labels(const SliceLayer& layer) {
  if (label_colours_.empty() || !(layer.labels == coloured_as_.labels)) {
    label_colours_ = label_colour_table(layer);
  }
  colour_label_pixels(reslice_->GetOutput(), layer, label_colours_,
                      reinterpret_cast<QRgb*>(image_.bits()), box_.size());
}

const float* SlicePixels::values() const {
  return static_cast<const float*>(reslice_->GetOutput()->GetScalarPointer());
}

vtkImageData* SlicePixels::resliced() const {
  return reslice_->GetOutput();
}

void SlicePixels::update(const SliceLayer& layer, const SlicePose& pose) {
  const bool same_plane =
      pose.shows_same_as(pose_) && layer.view_from_volume.matrix() == view_from_volume_.matrix();
  if (!same_plane) reslice(layer, pose);
}

void SlicePixels::paint(QPainter& painter, const SliceLayer& layer, const SlicePose& pose) {
  update(layer, pose);
  if (box_.isEmpty()) return;
  if (!is_coloured_as(layer)) colour(layer);
  painter.save();
  if (!is_rectangle(outline_)) {
    QPainterPath path;
    path.addPolygon(outline_);
    path.closeSubpath();
    painter.setClipPath(path, Qt::IntersectClip);
  }
  if (layer.kind == SliceLayer::Kind::image) {
    painter.setOpacity(layer.opacity);
    painter.setCompositionMode(composition_of(layer.mix));
  }
  painter.drawImage(box_.topLeft(), image_);
  painter.restore();
}

}  // namespace transpine
