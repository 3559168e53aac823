// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/slice_view.h"

#include <QPainter>
#include <algorithm>
#include <cmath>
#include <limits>

namespace transpine {
SliceView::SliceView(ViewPlane plane, LinkedCursor* cursor, QWidget* parent)
    : QWidget(parent), plane_(plane), cursor_(cursor) {
  setAttribute(Qt::WA_OpaquePaintEvent);
  setMinimumSize(80, 80);
  setFocusPolicy(Qt::StrongFocus);
  setMouseTracking(true);
  connect(cursor, &LinkedCursor::moved, this, qOverload<>(&SliceView::update));
  connect(cursor, &LinkedCursor::zoomed, this, qOverload<>(&SliceView::update));
  connect(cursor, &LinkedCursor::jumped, this, [this] {
    centre_in_link_mm_ = cursor_->position_mm();
    update();
  });
  connect(cursor, &LinkedCursor::panned, this, [this](const Eigen::Vector3d& shift_mm) {
    centre_in_link_mm_ += shift_mm;
    update();
  });
}

SliceView::~SliceView() = default;

void SliceView::set_title(const QString& title) {
  title_ = title;
  setAccessibleName(title);
  update();
}

void SliceView::set_layers(std::vector<SliceLayer> layers, bool fit_first) {
  std::vector<SlicePixels> pixels;
  for (const SliceLayer& layer : layers) {
    const auto same = std::find_if(layers_.begin(), layers_.end(), [&](const SliceLayer& old) {
      return old.shares_voxels_with(layer);
    });
    if (same == layers_.end()) {
      pixels.emplace_back(layer);
      continue;
    }
    const auto at = same - layers_.begin();
    pixels.push_back(std::move(pixels_[static_cast<std::size_t>(at)]));
    layers_.erase(same);
    pixels_.erase(pixels_.begin() + at);
  }
  layers_ = std::move(layers);
  pixels_ = std::move(pixels);
  if (fit_first) fit();
  repaint_layers();
}

void SliceView::set_window_level(std::size_t layer, double window, double level) {
  if (layer >= layers_.size()) return;
  layers_[layer].window = std::max(window, 1e-6);
  layers_[layer].level = level;
  repaint_layers();
}

void SliceView::set_active_layer(std::size_t layer) {
  active_layer_ = layer;
  update();
}

void SliceView::set_opacity(std::size_t layer, double opacity) {
  if (layer >= layers_.size()) return;
  layers_[layer].opacity = opacity;
  repaint_layers();
}

void SliceView::set_visible(std::size_t layer, bool visible) {
  if (layer >= layers_.size()) return;
  layers_[layer].visible = visible;
  repaint_layers();
}

void SliceView::set_placement(std::size_t layer, const Rigid3& view_from_volume) {
  if (layer >= layers_.size()) return;
  layers_[layer].view_from_volume = view_from_volume;
  repaint_layers();
}

void SliceView::set_frame(const Rigid3& view_from_link) {
  view_from_link_ = view_from_link;
  update();
}

void SliceView::set_convention(const DisplayConvention& convention) {
  convention_ = convention;
  update();
}

void SliceView::set_patient_axes(const Eigen::Matrix3d& axes) {
  patient_axes_ = axes;
  update();
}

void SliceView::set_compare(const SliceCompare& compare) {
  compare_ = compare;
  repaint_layers();
}

bool SliceView::compares() const {
  const auto is_image = [&](std::size_t layer) {
    return layer < layers_.size() && layers_[layer].kind == SliceLayer::Kind::image &&
           layers_[layer].visible;
  };
  return compare_.mode != CompareMode::stacked && compare_.first != compare_.second &&
         is_image(compare_.first) && is_image(compare_.second);
}

void SliceView::set_markers(std::vector<Marker> markers) {
  markers_ = std::move(markers);
  update();
}

void SliceView::set_mode(Mode mode) {
  mode_ = mode;
  setCursor(mode == Mode::edit_points ? Qt::CrossCursor : Qt::ArrowCursor);
}

QString SliceView::right_letter() const {
  return direction_letters(axes().right);
}
QString SliceView::up_letter() const {
  return direction_letters(axes().up);
}

Eigen::Vector3d SliceView::link_from_view(const Eigen::Vector3d& p_in_view_mm) const {
  return view_from_link_.inverse() * p_in_view_mm;
}

Eigen::Vector3d SliceView::cursor_in_view_mm() const {
  return view_from_link_ * cursor_->position_mm();
}

// The middle of the picture: the pan's place, moved along the normal into the cursor's plane.
Eigen::Vector3d SliceView::centre_in_view_mm() const {
  const Eigen::Vector3d toward = axes().toward;
  const Eigen::Vector3d centre = view_from_link_ * centre_in_link_mm_;
  return centre + toward * toward.dot(cursor_in_view_mm() - centre);
}

QPointF SliceView::pixel_from_point(const Eigen::Vector3d& p_in_view_mm) const {
  const PictureAxes a = axes();
  const Eigen::Vector3d offset = p_in_view_mm - centre_in_view_mm();
  const double scale = 1 / cursor_->mm_per_pixel();
  return {width() / 2.0 + offset.dot(a.right) * scale, height() / 2.0 - offset.dot(a.up) * scale};
}

Eigen::Vector3d SliceView::point_from_pixel(const QPointF& pixel) const {
  const PictureAxes a = axes();
  const double scale = cursor_->mm_per_pixel();
  return centre_in_view_mm() + a.right * ((pixel.x() - width() / 2.0) * scale) -
         a.up * ((pixel.y() - height() / 2.0) * scale);
}

double SliceView::slice_step_mm() const {
  if (layers_.empty()) return 1;
  const Grid& grid = layers_[0].volume.grid();
  const Eigen::Vector3d cosines =
      (grid.direction.transpose() *
       (layers_[0].view_from_volume.rotation().conjugate() * axes().toward))
          .cwiseAbs();
  int axis = 0;
  cosines.maxCoeff(&axis);
  return grid.spacing_mm[axis];
}

namespace {

struct Box {
  Eigen::Vector3d low = Eigen::Vector3d::Constant(1e30);
  Eigen::Vector3d high = Eigen::Vector3d::Constant(-1e30);
};

Box box_of(const SliceLayer& layer) {
  const Grid& grid = layer.volume.grid();
  Box box;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis) {
      index[axis] = (corner >> axis) & 1 ? static_cast<double>(grid.size[axis]) - 0.5 : -0.5;
    }
    const Eigen::Vector3d p = layer.view_from_volume * grid.point_from_index(index);
    box.low = box.low.cwiseMin(p);
    box.high = box.high.cwiseMax(p);
  }
  return box;
}

/// The point of the images' common box that is nearest to `p_mm`.
Eigen::Vector3d inside(const std::vector<SliceLayer>& layers, const Eigen::Vector3d& p_mm) {
  if (layers.empty()) return p_mm;
  Box all;
  for (const SliceLayer& layer : layers) {
    const Box box = box_of(layer);
    all.low = all.low.cwiseMin(box.low);
    all.high = all.high.cwiseMax(box.high);
  }
  return p_mm.cwiseMax(all.low).cwiseMin(all.high);
}

/// A point of the plane through `p_mm` that lies in one of the images, near to `p_mm`; `p_mm`
/// itself where the plane misses them all.
Eigen::Vector3d inside_in_plane(const std::vector<SliceLayer>& layers, const Eigen::Vector3d& p_mm,
                                const Eigen::Vector3d& normal) {
  constexpr int kMostRounds = 200;
  constexpr double kClose_mm = 1e-6;
  Eigen::Vector3d best = p_mm;
  double best_mm = std::numeric_limits<double>::infinity();
  for (const SliceLayer& layer : layers) {
    const Grid& grid = layer.volume.grid();
    const Rigid3 volume_from_view = layer.view_from_volume.inverse();
    Eigen::Vector3d last;
    for (int axis = 0; axis < 3; ++axis) {
      last[axis] = static_cast<double>(grid.size[static_cast<std::size_t>(axis)]) - 0.5;
    }
    const Eigen::Vector3d first = Eigen::Vector3d::Constant(-0.5);
    // In turn to the image and back to the plane: that ends where they meet.
    Eigen::Vector3d in_plane = p_mm;
    for (int round = 0; round < kMostRounds; ++round) {
      const Eigen::Vector3d index = grid.index_from_point(volume_from_view * in_plane);
      const Eigen::Vector3d in_image =
          layer.view_from_volume * grid.point_from_index(index.cwiseMax(first).cwiseMin(last));
      const double off_mm = normal.dot(in_image - p_mm);
      const bool meets = (in_image - in_plane).norm() < kClose_mm;
      if (meets && (in_plane - p_mm).norm() < best_mm) {
        best = in_plane;
        best_mm = (in_plane - p_mm).norm();
      }
      if (meets) break;
      in_plane = in_image - off_mm * normal;
    }
  }
  return best;
}

}  // namespace

void SliceView::step_slices(int count) {
  // Up the wheel goes to superior, anterior and left.
  Eigen::Vector3d direction = patient_axes_.col(2);
  if (plane_ == ViewPlane::coronal) direction = -patient_axes_.col(1);
  if (plane_ == ViewPlane::sagittal) direction = patient_axes_.col(0);
  const Eigen::Vector3d from = cursor_in_view_mm();
  const Eigen::Vector3d to = inside(layers_, from + direction * (count * slice_step_mm()));
  // At the border the step ends; its part in the plane would be a move of the cursor.
  const double step_mm = (to - from).dot(direction);
  if (step_mm == 0) return;
  cursor_->step_by(view_from_link_.rotation().conjugate() * (step_mm * direction));
}

void SliceView::move_cursor(const QPointF& pixel) {
  cursor_->move_to(
      link_from_view(inside_in_plane(layers_, point_from_pixel(pixel), axes().toward)));
}

void SliceView::fit() {
  if (layers_.empty()) return;
  const Box box = box_of(layers_[0]);
  centre_in_link_mm_ = view_from_link_.inverse() * ((box.low + box.high) / 2);
  // Before its first layout a widget's size says nothing.
  fit_pending_ = true;
  update();
}

void SliceView::zoom_to_fit() {
  fit_pending_ = false;
  const PictureAxes a = axes();
  const Box box = box_of(layers_[0]);
  const Eigen::Vector3d extent_mm = box.high - box.low;
  const double wide_mm = std::abs(extent_mm.dot(a.right));
  const double tall_mm = std::abs(extent_mm.dot(a.up));
  cursor_->set_mm_per_pixel(
      1.04 * std::max(wide_mm / std::max(1, width()), tall_mm / std::max(1, height())));
}

void SliceView::paint(QPainter& painter, double pixels_per_unit) {
  if (fit_pending_ && !layers_.empty()) zoom_to_fit();
  const PictureAxes a = axes();
  const SlicePose pose{centre_in_view_mm(), a.right, -a.up,
                       cursor_->mm_per_pixel() / pixels_per_unit, size() * pixels_per_unit};
  const bool follows_cursor =
      compares() && (compare_.mode == CompareMode::wipe || compare_.mode == CompareMode::reveal);
  // Where only the cursor has moved in the plane, the picture is as it was.
  if (layers_changed_ || follows_cursor || !pose.shows_same_as(layers_pose_)) {
    if (layers_picture_.size() != pose.pixels) {
      layers_picture_ = QImage(pose.pixels, QImage::Format_RGB32);
    }
    layers_picture_.fill(Qt::black);
    QPainter layers_painter(&layers_picture_);
    paint_layers(layers_painter, pose, pixels_per_unit);
    layers_pose_ = pose;
    layers_changed_ = false;
  }
  painter.drawImage(QRectF(rect()), layers_picture_);
  painter.setRenderHint(QPainter::Antialiasing);
  paint_overlay(painter);
}

void SliceView::repaint_layers() {
  layers_changed_ = true;
  update();
}

void SliceView::paint_layers(QPainter& painter, const SlicePose& pose, double pixels_per_unit) {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (!layers_[i].visible) continue;
    if (compares() && i == compare_.second) continue;
    if (compares() && i == compare_.first) {
      paint_comparison(painter, compare_, layers_, pixels_, pose,
                       pixel_from_point(cursor_in_view_mm()) * pixels_per_unit);
    } else {
      pixels_[i].paint(painter, layers_[i], pose);
    }
  }
}

void SliceView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paint(painter, devicePixelRatioF());
}

QImage SliceView::picture(double scale) {
  QImage image(size() * scale, QImage::Format_RGB32);
  image.setDevicePixelRatio(scale);
  QPainter painter(&image);
  painter.setFont(font());
  paint(painter, scale);
  return image;
}

}  // namespace transpine
