// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/slice_view.h"

#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <cmath>

namespace transpine {
namespace {

constexpr double kMarkerRadius_px = 6;

// The patient side that a direction in LPS points to.
QString letter_of(const Eigen::Vector3d& direction) {
  int axis = 0;
  direction.cwiseAbs().maxCoeff(&axis);
  static const char* const positive[] = {"L", "P", "S"};
  static const char* const negative[] = {"R", "A", "I"};
  return QString::fromLatin1(direction[axis] > 0 ? positive[axis] : negative[axis]);
}

}  // namespace

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
  layers_ = std::move(layers);
  pixels_.clear();
  for (const SliceLayer& layer : layers_) pixels_.emplace_back(layer);
  if (fit_first) fit();
  update();
}

void SliceView::set_window_level(std::size_t layer, double window, double level) {
  if (layer >= layers_.size()) return;
  layers_[layer].window = std::max(window, 1e-6);
  layers_[layer].level = level;
  update();
}

void SliceView::set_opacity(std::size_t layer, double opacity) {
  if (layer >= layers_.size()) return;
  layers_[layer].opacity = opacity;
  update();
}

void SliceView::set_visible(std::size_t layer, bool visible) {
  if (layer >= layers_.size()) return;
  layers_[layer].visible = visible;
  update();
}

void SliceView::set_placement(std::size_t layer, const Rigid3& view_from_volume) {
  if (layer >= layers_.size()) return;
  layers_[layer].view_from_volume = view_from_volume;
  update();
}

void SliceView::set_frame(const Rigid3& view_from_link) {
  view_from_link_ = view_from_link;
  update();
}

void SliceView::set_radiological(bool radiological) {
  radiological_ = radiological;
  update();
}

void SliceView::set_markers(std::vector<Marker> markers) {
  markers_ = std::move(markers);
  update();
}

void SliceView::set_mode(Mode mode) {
  mode_ = mode;
  setCursor(mode == Mode::edit_points ? Qt::CrossCursor : Qt::ArrowCursor);
}

SliceView::Axes SliceView::axes() const {
  const double left = radiological_ ? 1 : -1;
  Axes result{Eigen::Vector3d::Zero(), Eigen::Vector3d::Zero(), Eigen::Vector3d::Zero()};
  switch (plane_) {
    case ViewPlane::axial:
      result.right = {left, 0, 0};
      result.up = {0, -1, 0};
      break;
    case ViewPlane::coronal:
      result.right = {left, 0, 0};
      result.up = {0, 0, 1};
      break;
    case ViewPlane::sagittal:
      result.right = {0, 1, 0};
      result.up = {0, 0, 1};
      break;
  }
  result.toward = result.right.cross(result.up);
  return result;
}

QString SliceView::right_letter() const {
  return letter_of(axes().right);
}
QString SliceView::up_letter() const {
  return letter_of(axes().up);
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
  const Axes a = axes();
  const Eigen::Vector3d offset = p_in_view_mm - centre_in_view_mm();
  const double scale = 1 / cursor_->mm_per_pixel();
  return {width() / 2.0 + offset.dot(a.right) * scale, height() / 2.0 - offset.dot(a.up) * scale};
}

Eigen::Vector3d SliceView::point_from_pixel(const QPointF& pixel) const {
  const Axes a = axes();
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

void SliceView::step_slices(int count) {
  // Up the wheel goes to superior, anterior and left.
  Eigen::Vector3d direction = Eigen::Vector3d::Zero();
  switch (plane_) {
    case ViewPlane::axial:
      direction = {0, 0, 1};
      break;
    case ViewPlane::coronal:
      direction = {0, -1, 0};
      break;
    case ViewPlane::sagittal:
      direction = {1, 0, 0};
      break;
  }
  const Eigen::Vector3d p_in_view = cursor_in_view_mm() + direction * (count * slice_step_mm());
  cursor_->move_to(view_from_link_.inverse() * p_in_view);
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

}  // namespace

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
  const Axes a = axes();
  const Box box = box_of(layers_[0]);
  const Eigen::Vector3d extent_mm = box.high - box.low;
  const double wide_mm = std::abs(extent_mm.dot(a.right));
  const double tall_mm = std::abs(extent_mm.dot(a.up));
  cursor_->set_mm_per_pixel(
      1.04 * std::max(wide_mm / std::max(1, width()), tall_mm / std::max(1, height())));
}

void SliceView::paint(QPainter& painter, double pixels_per_unit) {
  if (fit_pending_ && !layers_.empty()) zoom_to_fit();
  painter.fillRect(rect(), Qt::black);
  const Axes a = axes();
  const SlicePose pose{centre_in_view_mm(), a.right, -a.up,
                       cursor_->mm_per_pixel() / pixels_per_unit, size() * pixels_per_unit};
  painter.save();
  if (pixels_per_unit != 1) painter.scale(1 / pixels_per_unit, 1 / pixels_per_unit);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (layers_[i].visible) pixels_[i].paint(painter, layers_[i], pose);
  }
  painter.restore();
  painter.setRenderHint(QPainter::Antialiasing);
  paint_overlay(painter);
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

int SliceView::marker_at(const QPointF& pixel) const {
  for (std::size_t i = 0; i < markers_.size(); ++i) {
    const double depth_mm = std::abs(axes().toward.dot(markers_[i].p_mm - cursor_in_view_mm()));
    const QPointF apart = pixel_from_point(markers_[i].p_mm) - pixel;
    if (depth_mm < 10 && std::hypot(apart.x(), apart.y()) < kMarkerRadius_px + 3) {
      return static_cast<int>(i);
    }
  }
  return -1;
}

void SliceView::wheelEvent(QWheelEvent* event) {
  const double notches = event->angleDelta().y() / 120.0;
  if (event->modifiers() & Qt::ControlModifier) {
    cursor_->set_mm_per_pixel(cursor_->mm_per_pixel() * std::pow(0.85, notches));
    return;
  }
  wheel_rest_ += notches;
  const int whole = static_cast<int>(wheel_rest_);
  wheel_rest_ -= whole;
  if (whole != 0) step_slices(whole);
}

SliceView::Drag SliceView::drag_for(const QMouseEvent& event) {
  if (event.button() == Qt::MiddleButton ||
      (event.button() == Qt::LeftButton && event.modifiers() & Qt::ShiftModifier)) {
    return Drag::pan;
  }
  if (event.button() == Qt::RightButton) return Drag::zoom;
  if (event.button() != Qt::LeftButton) return Drag::none;
  if (window_level_key_) return Drag::window_level;
  dragged_marker_ = marker_at(event.position());
  if (dragged_marker_ >= 0) Q_EMIT marker_clicked(dragged_marker_);
  if (mode_ == Mode::edit_points) return dragged_marker_ >= 0 ? Drag::marker : Drag::place;
  return Drag::cursor;
}

void SliceView::mousePressEvent(QMouseEvent* event) {
  setFocus();
  last_pos_ = press_pos_ = event->position();
  marker_moves_ = false;
  drag_ = drag_for(*event);
  if (drag_ == Drag::cursor) {
    cursor_->move_to(view_from_link_.inverse() * point_from_pixel(event->position()));
  }
}

void SliceView::mouseMoveEvent(QMouseEvent* event) {
  const QPointF moved = event->position() - last_pos_;
  Q_EMIT hovered(point_from_pixel(event->position()));
  switch (drag_) {
    case Drag::none:
      if (event->modifiers() & Qt::ShiftModifier && event->buttons() == Qt::NoButton) {
        cursor_->move_to(view_from_link_.inverse() * point_from_pixel(event->position()));
      }
      break;
    case Drag::cursor:
      cursor_->move_to(view_from_link_.inverse() * point_from_pixel(event->position()));
      break;
    case Drag::pan: {
      const Axes a = axes();
      const Eigen::Vector3d shift =
          (-a.right * moved.x() + a.up * moved.y()) * cursor_->mm_per_pixel();
      cursor_->pan_by(view_from_link_.rotation().conjugate() * shift);
      break;
    }
    case Drag::zoom:
      cursor_->set_mm_per_pixel(cursor_->mm_per_pixel() * std::pow(1.01, moved.y()));
      break;
    case Drag::window_level:
      if (!layers_.empty()) {
        const SliceLayer& layer = layers_[0];
        const double unit = std::max(layer.window, 1e-6) / 200;
        set_window_level(0, layer.window + moved.x() * unit, layer.level + moved.y() * unit);
        Q_EMIT window_level_changed(0, layer.window, layer.level);
      }
      break;
    case Drag::marker:
      // A click selects; a hand that trembles moves nothing.
      if (!marker_moves_ &&
          (event->position() - press_pos_).manhattanLength() < QApplication::startDragDistance()) {
        break;
      }
      marker_moves_ = true;
      Q_EMIT marker_moved(dragged_marker_, point_from_pixel(event->position()), false);
      break;
    case Drag::place:
      break;
  }
  last_pos_ = event->position();
}

void SliceView::mouseReleaseEvent(QMouseEvent* event) {
  const Drag finished = drag_;
  drag_ = Drag::none;
  if (finished == Drag::place) Q_EMIT point_placed(point_from_pixel(event->position()));
  if (finished == Drag::marker && marker_moves_) {
    Q_EMIT marker_moved(dragged_marker_, point_from_pixel(event->position()), true);
  }
}

void SliceView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() == Qt::LeftButton && mode_ == Mode::navigate) Q_EMIT maximise_requested();
}

void SliceView::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_W:
      window_level_key_ = true;
      break;
    case Qt::Key_Right:
    case Qt::Key_F:
      step_slices(1);
      break;
    case Qt::Key_Left:
    case Qt::Key_B:
      step_slices(-1);
      break;
    case Qt::Key_PageUp:
      step_slices(5);
      break;
    case Qt::Key_PageDown:
      step_slices(-5);
      break;
    case Qt::Key_R:
      fit();
      break;
    default:
      QWidget::keyPressEvent(event);
  }
}

void SliceView::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_W && !event->isAutoRepeat()) window_level_key_ = false;
  QWidget::keyReleaseEvent(event);
}

}  // namespace transpine
