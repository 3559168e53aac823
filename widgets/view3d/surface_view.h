// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointer>
#include <QTimer>
#include <memory>
#include <optional>

#include "widgets/view/linked_cursor.h"
#include "widgets/view/render_widget.h"
#include "widgets/view3d/camera_pose.h"
#include "widgets/view3d/ct_volume.h"
#include "widgets/view3d/landmark_spheres.h"
#include "widgets/view3d/orientation_cube.h"
#include "widgets/view3d/plane_actors.h"
#include "widgets/view3d/surface_actors.h"

class QAction;
class QKeyEvent;
class vtkGenericRenderWindowInteractor;

namespace transpine {

/// Vertebrae in 3D: their surfaces, slices of an image, a CT's volume and landmarks, with the
/// linked cursor as a small cross. Left drag turns, right drag or wheel zooms, middle drag pans. A
/// click jumps all linked views to the place and names the vertebra. The cube in the corner says
/// where the patient's sides are; a click on a face looks from there.
class SurfaceView : public RenderWidget {
  Q_OBJECT

 public:
  explicit SurfaceView(LinkedCursor* cursor, QWidget* parent = nullptr);
  ~SurfaceView() override;

  void set_title(const QString& title);
  /// Shown in the middle while there is nothing to see.
  void set_empty_text(const QString& text);
  const QString& empty_text() const { return empty_text_; }
  /// A remark below the title; empty for none.
  void set_note(const QString& note);
  const QString& note() const { return note_; }

  /// Adds or replaces a label's surface. A coarse one stands in for it while it moves, where the
  /// picture takes long; a locator of the surface makes clicks fast.
  void set_surface(int label, vtkPolyData* surface, const Rigid3& view_from_surface = {},
                   vtkPolyData* coarse = nullptr, vtkAbstractCellLocator* locator = nullptr);
  void keep_only(const std::vector<int>& labels);
  /// All surfaces have come: looks at them, unless a camera was set or moved by then.
  void settle();
  /// Names and highlights a label's surface, as a click on it does.
  void select(int label);
  std::size_t surface_count() const { return surfaces_.count(); }
  const SurfaceActors& surfaces() const { return surfaces_; }
  void set_label_visible(int label, bool visible);
  void set_label_opacity(int label, double opacity);
  void set_label_colour(int label, const QColor& colour);
  /// Hides and colours labels as a label layer does; all others are visible in their usual colour.
  void set_label_style(const LabelStyle& style);
  void set_common_opacity(double opacity);

  void set_distances(const std::map<int, std::vector<float>>& distances);
  void set_distance_scale(const std::optional<DistanceScale>& scale);
  const std::optional<DistanceScale>& distance_scale() const { return distance_scale_; }

  void set_image(const SliceLayer& image);
  void set_window_level(double window, double level);
  void set_plane_visible(ViewPlane plane, bool visible);
  const PlaneActors& planes() const { return planes_; }

  void set_ct(const Volume& ct, const Rigid3& view_from_ct);
  void set_volume_visible(bool visible);
  void set_volume_preset(const QString& key);
  void set_volume_shift_hu(double shift_hu);
  const CtVolume& volume() const { return volume_; }

  void set_landmarks(const std::vector<SphereLandmark>& landmarks);
  void set_landmarks_visible(bool visible);
  const LandmarkSpheres& landmarks() const { return landmarks_; }

  /// Looks at everything from a side of the patient: 'A', 'P', 'L', 'R', 'S' or 'I'.
  void look_from(char side);
  /// Fits everything, or one vertebra, without turning.
  void fit(std::optional<int> label = {});
  void set_orthographic(bool orthographic);
  CameraPose camera() const;
  void set_camera(const CameraPose& pose);
  /// Whether the camera was set on something.
  bool has_framed() const { return framed_; }
  /// The label that was clicked last, if it is still there.
  std::optional<int> selected_label() const { return selected_; }

 Q_SIGNALS:
  void camera_moved();
  /// A click on a vertebra; the cursor has jumped there.
  void picked(int label);
  void landmark_picked(const transpine::SphereLandmark& landmark);

 protected:
  bool has_content() const override;
  double resolution() const override;
  void prepare_render(const QSize& pixels) override;
  void paint_overlay(QPainter& painter) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void changeEvent(QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void make_actions();
  QAction* action_for(const QKeyEvent& event) const;
  void make_interactor();
  void apply_palette();
  void forward(QMouseEvent* event, unsigned long vtk_event);
  void set_moving(bool moving);
  void move_camera_to(const Eigen::Vector3d& toward, const Eigen::Vector3d& up);
  void reset_to(const std::optional<std::array<double, 6>>& bounds_mm);
  std::optional<std::array<double, 6>> scene_bounds() const;
  void pick(const QPoint& at);
  void choose_volume();
  OrientationCube orientation_cube() const;
  std::optional<QPointF> on_screen(const Eigen::Vector3d& p_mm) const;
  void cursor_moved();
  void paint_cross(QPainter& painter) const;
  void paint_landmark_names(QPainter& painter) const;
  void paint_distance_legend(QPainter& painter) const;

  QPointer<LinkedCursor> cursor_;
  QString title_, empty_text_, note_;
  SurfaceActors surfaces_;
  PlaneActors planes_;
  CtVolume volume_;
  LandmarkSpheres landmarks_;
  std::optional<DistanceScale> distance_scale_;
  Volume ct_;  ///< Waits until OpenGL says who will render it.
  Rigid3 view_from_ct_;
  bool ct_waits_ = false;
  std::optional<int> selected_;
  vtkSmartPointer<vtkGenericRenderWindowInteractor> interactor_;
  QTimer still_;  ///< Ends a movement of the wheel.
  QPoint pressed_at_;
  bool dragging_ = false;
  bool moving_ = false;  ///< The camera or the slices: pictures are made fast rather than fine.
  bool slow_ = false;    ///< The last full picture took too long to turn it.
  bool framed_ = false;
  bool settled_ = true;  ///< The camera is the user's, or shows all surfaces.
};

}  // namespace transpine
