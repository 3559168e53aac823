// SPDX-License-Identifier: Apache-2.0
#include "widgets/view3d/surface_view.h"

#include <vtkCamera.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkGenericRenderWindowInteractor.h>
#include <vtkInteractorStyleTrackballCamera.h>
#include <vtkNew.h>
#include <vtkPolyData.h>
#include <vtkRenderer.h>

#include <QEvent>
#include <algorithm>
#include <cmath>

#include "widgets/view3d/camera_fit.h"

namespace transpine {
namespace {

constexpr double kSlow_ms = 50;
constexpr int kStillAfter_ms = 250;

}  // namespace

SurfaceView::SurfaceView(LinkedCursor* cursor, QWidget* parent)
    : RenderWidget(parent),
      cursor_(cursor),
      empty_text_(tr("No surfaces")),
      surfaces_(renderer()),
      planes_(renderer()),
      volume_(renderer()),
      landmarks_(renderer()) {
  setFocusPolicy(Qt::StrongFocus);
  render_window()->AlphaBitPlanesOn();
  make_actions();
  make_interactor();
  apply_palette();
  move_camera_to({0, 1, 0}, {0, 0, 1});
  still_.setSingleShot(true);
  still_.setInterval(kStillAfter_ms);
  connect(&still_, &QTimer::timeout, this, [this] { set_moving(false); });
  connect(cursor, &LinkedCursor::moved, this, &SurfaceView::cursor_moved);
}

SurfaceView::~SurfaceView() {
  interactor_->SetRenderWindow(nullptr);
}

void SurfaceView::make_interactor() {
  interactor_ = vtkSmartPointer<vtkGenericRenderWindowInteractor>::New();
  vtkNew<vtkInteractorStyleTrackballCamera> style;
  interactor_->SetRenderWindow(render_window());
  interactor_->SetInteractorStyle(style);
  interactor_->EnableRenderOff();
  interactor_->Initialize();
}

void SurfaceView::apply_palette() {
  const QColor base = palette().color(QPalette::Base);
  renderer()->SetBackground(base.redF(), base.greenF(), base.blueF());
  request_render();
}

void SurfaceView::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) apply_palette();
  RenderWidget::changeEvent(event);
}

void SurfaceView::set_title(const QString& title) {
  title_ = title;
  setAccessibleName(title);
  update();
}

void SurfaceView::set_empty_text(const QString& text) {
  empty_text_ = text;
  update();
}

void SurfaceView::set_note(const QString& note) {
  note_ = note;
  update();
}

void SurfaceView::set_surface(int label, vtkPolyData* surface, const Rigid3& view_from_surface,
                              vtkPolyData* coarse, vtkAbstractCellLocator* locator) {
  surfaces_.set(label, surface, view_from_surface, coarse, locator);
  if (!framed_) {
    look_from('P');
    settled_ = false;
  } else if (!settled_) {
    fit();
    settled_ = false;
  }
  request_render();
}

void SurfaceView::settle() {
  if (!settled_) fit();
  settled_ = true;
}

void SurfaceView::select(int label) {
  if (!surfaces_.contains(label)) return;
  selected_ = label;
  surfaces_.set_highlighted(label);
  request_render();
}

void SurfaceView::keep_only(const std::vector<int>& labels) {
  surfaces_.keep_only(labels);
  if (selected_ && !surfaces_.contains(*selected_)) selected_.reset();
  if (!has_content()) framed_ = false;
  request_render();
}

void SurfaceView::set_label_visible(int label, bool visible) {
  surfaces_.set_visible(label, visible);
  request_render();
}

void SurfaceView::set_label_opacity(int label, double opacity) {
  surfaces_.set_opacity(label, opacity);
  request_render();
}

void SurfaceView::set_label_colour(int label, const QColor& colour) {
  surfaces_.set_colour(label, colour);
  request_render();
}

void SurfaceView::set_label_style(const LabelStyle& style) {
  surfaces_.set_style(style);
  request_render();
}

void SurfaceView::set_common_opacity(double opacity) {
  surfaces_.set_common_opacity(opacity);
  request_render();
}

void SurfaceView::set_distances(const std::map<int, std::vector<float>>& distances) {
  surfaces_.set_distances(distances);
  request_render();
}

void SurfaceView::set_distance_scale(const std::optional<DistanceScale>& scale) {
  distance_scale_ = scale;
  surfaces_.set_distance_scale(scale);
  request_render();
}

void SurfaceView::set_image(const SliceLayer& image) {
  planes_.set_image(image);
  request_render();
}

void SurfaceView::set_window_level(double window, double level) {
  planes_.set_window_level(window, level);
  if (planes_.any_visible()) request_render();
}

void SurfaceView::set_plane_visible(ViewPlane plane, bool visible) {
  planes_.set_visible(plane, visible);
  if (!framed_ && planes_.any_visible()) {
    planes_.update(cursor_->position_mm());
    look_from('P');
  }
  request_render();
}

void SurfaceView::set_ct(const Volume& ct, const Rigid3& view_from_ct) {
  ct_ = ct;
  view_from_ct_ = view_from_ct;
  ct_waits_ = true;
  request_render();
}

void SurfaceView::set_volume_visible(bool visible) {
  volume_.set_visible(visible);
  request_render();
}

void SurfaceView::set_volume_preset(const QString& key) {
  volume_.set_preset(key);
  request_render();
}

void SurfaceView::set_volume_shift_hu(double shift_hu) {
  volume_.set_shift_hu(shift_hu);
  request_render();
}

void SurfaceView::set_landmarks(const std::vector<SphereLandmark>& landmarks) {
  landmarks_.set(landmarks);
  request_render();
}

void SurfaceView::set_landmarks_visible(bool visible) {
  landmarks_.set_visible(visible);
  request_render();
}

bool SurfaceView::has_content() const {
  return surfaces_.count() > 0 || planes_.any_visible() || volume_.is_visible() ||
         (ct_waits_ && volume_.is_wanted() && !ct_.empty()) ||
         (landmarks_.is_visible() && !landmarks_.landmarks().empty());
}

double SurfaceView::resolution() const {
  return moving_ && slow_ ? 0.5 : 1;
}

void SurfaceView::choose_volume() {
  if (!ct_waits_) return;
  volume_.set_ct(ct_, view_from_ct_, is_software());
  ct_ = {};
  ct_waits_ = false;
  if (!framed_ && volume_.is_visible()) {
    look_from('P');
  }
}

void SurfaceView::prepare_render(const QSize&) {
  choose_volume();
  planes_.update(cursor_->position_mm());
  surfaces_.set_coarse(moving_ && slow_);
  volume_.set_moving(moving_);
  // Exact order costs a pass for each layer: while it moves the processor goes without.
  renderer()->SetUseDepthPeeling(surfaces_.any_translucent() && !(moving_ && is_software()));
  renderer()->SetMaximumNumberOfPeels(is_software() ? 4 : 8);
  renderer()->SetOcclusionRatio(0.02);
  renderer()->SetUseFXAA(!moving_);
  renderer()->ResetCameraClippingRange();
}

void SurfaceView::cursor_moved() {
  if (!planes_.any_visible()) {
    // The cross is painted over the picture.
    update();
    return;
  }
  set_moving(true);
  still_.start();
  request_render();
}

void SurfaceView::set_moving(bool moving) {
  if (moving == moving_) return;
  if (moving) slow_ = last_frame_ms() > kSlow_ms;
  moving_ = moving;
  if (!moving) request_render();
}

std::optional<std::array<double, 6>> SurfaceView::scene_bounds() const {
  if (const auto bounds = surfaces_.bounds_mm()) return bounds;
  double bounds[6];
  renderer()->ComputeVisiblePropBounds(bounds);
  if (bounds[0] > bounds[1]) return {};
  return std::array<double, 6>{bounds[0], bounds[1], bounds[2], bounds[3], bounds[4], bounds[5]};
}

void SurfaceView::look_from(char side) {
  static const std::map<char, Eigen::Vector3d> toward = {{'L', {1, 0, 0}}, {'R', {-1, 0, 0}},
                                                         {'P', {0, 1, 0}}, {'A', {0, -1, 0}},
                                                         {'S', {0, 0, 1}}, {'I', {0, 0, -1}}};
  const auto direction = toward.find(side);
  if (direction == toward.end()) return;
  const bool along_spine = side == 'S' || side == 'I';
  move_camera_to(direction->second,
                 along_spine ? Eigen::Vector3d(0, -1, 0) : Eigen::Vector3d(0, 0, 1));
  reset_to(scene_bounds());
}

void SurfaceView::fit(std::optional<int> label) {
  reset_to(label ? surfaces_.bounds_mm(label) : scene_bounds());
}

void SurfaceView::move_camera_to(const Eigen::Vector3d& toward, const Eigen::Vector3d& up) {
  vtkCamera* camera = renderer()->GetActiveCamera();
  Eigen::Vector3d focus;
  camera->GetFocalPoint(focus.data());
  const Eigen::Vector3d position = focus + camera->GetDistance() * toward;
  camera->SetPosition(position.data());
  camera->SetViewUp(up.data());
}

void SurfaceView::reset_to(const std::optional<std::array<double, 6>>& bounds_mm) {
  if (bounds_mm) {
    const double aspect = static_cast<double>(width()) / std::max(1, height());
    set_camera(fitted(camera(), *bounds_mm, aspect));
  }
  request_render();
  Q_EMIT camera_moved();
}

void SurfaceView::set_orthographic(bool orthographic) {
  CameraPose pose = camera();
  pose.orthographic = orthographic;
  set_camera(pose);
  Q_EMIT camera_moved();
}

CameraPose SurfaceView::camera() const {
  vtkCamera* camera = renderer()->GetActiveCamera();
  CameraPose pose;
  camera->GetPosition(pose.position_mm.data());
  camera->GetFocalPoint(pose.focus_mm.data());
  camera->GetViewUp(pose.up.data());
  pose.orthographic = camera->GetParallelProjection();
  pose.half_height_mm =
      pose.orthographic ? camera->GetParallelScale() : half_height_at(camera->GetDistance());
  return pose;
}

void SurfaceView::set_camera(const CameraPose& pose) {
  vtkCamera* camera = renderer()->GetActiveCamera();
  // Both projections show the focus at one size.
  const Eigen::Vector3d toward = (pose.position_mm - pose.focus_mm).normalized();
  const Eigen::Vector3d position = pose.focus_mm + distance_for(pose.half_height_mm) * toward;
  camera->SetFocalPoint(pose.focus_mm.data());
  camera->SetPosition(position.data());
  camera->SetViewUp(pose.up.data());
  camera->SetParallelScale(pose.half_height_mm);
  camera->SetParallelProjection(pose.orthographic);
  camera->SetViewAngle(kViewAngle_deg);
  framed_ = true;
  settled_ = true;
  request_render();
}

}  // namespace transpine
