// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QImage>
#include <QPointer>
#include <QString>
#include <QWidget>
#include <vector>

#include "widgets/view/linked_cursor.h"
#include "widgets/view/measure_set.h"
#include "widgets/view/slice_compare.h"
#include "widgets/view/slice_layer.h"
#include "widgets/view/slice_pixels.h"
#include "widgets/view/view_axes.h"

namespace transpine {

/// A point drawn on the slices, in the view's frame.
struct Marker {
  Eigen::Vector3d p_mm;
  QColor colour;
  QString label;
  bool selected = false;
};

/// An axial, sagittal or coronal cut through layers of images that keep their own grids. Axes are
/// the patient's, or those set by set_patient_axes; letters stand on every edge.
///
/// Mouse: wheel slices, Ctrl+wheel or right drag zooms, left drag moves the cursor, middle or
/// Shift+left drag pans, W + drag sets window and level, double-click asks to maximise. Points move
/// only in edit mode; in measure mode a drag or clicks draw the chosen measure, and its handles can
/// be dragged.
class SliceView : public QWidget {
  Q_OBJECT

 public:
  enum class Mode { navigate, edit_points, measure };

  SliceView(ViewPlane plane, LinkedCursor* cursor, QWidget* parent = nullptr);
  ~SliceView() override;

  ViewPlane plane() const { return plane_; }
  void set_title(const QString& title);
  /// Shows these layers, bottom first; what was resliced of the same voxels is kept. The view is
  /// fitted to the first one when `fit`.
  void set_layers(std::vector<SliceLayer> layers, bool fit = false);
  const std::vector<SliceLayer>& layers() const { return layers_; }
  void set_window_level(std::size_t layer, double window, double level);
  /// The layer whose window the mouse changes and the read-out tells.
  void set_active_layer(std::size_t layer);
  void set_opacity(std::size_t layer, double opacity);
  void set_visible(std::size_t layer, bool visible);
  void set_placement(std::size_t layer, const Rigid3& view_from_volume);

  /// Where the link's frame lies in this view's: p_in_view = view_from_link * p_in_link.
  void set_frame(const Rigid3& view_from_link);
  void set_convention(const DisplayConvention& convention);
  const DisplayConvention& convention() const { return convention_; }
  /// The directions called left, posterior and superior as columns, orthonormal, in the view's
  /// frame: an image's own for an oblique grid, a vertebra's for a cut along it.
  void set_patient_axes(const Eigen::Matrix3d& axes);
  /// Shows two of the layers as one.
  void set_compare(const SliceCompare& compare);
  const SliceCompare& compare() const { return compare_; }
  /// Shared with the other views; null for none.
  void set_measures(MeasureSet* measures);
  void set_measure_tool(Measure::Kind kind) { measure_tool_ = kind; }
  void set_markers(std::vector<Marker> markers);
  void set_mode(Mode mode);
  Mode mode() const { return mode_; }
  /// Brings the first layer into view, now or when the view is first shown.
  void fit();
  void step_slices(int count);
  /// The view as it is now with what is painted on top, at `scale` times its size.
  QImage picture(double scale = 1);

  Eigen::Vector3d cursor_in_view_mm() const;
  LinkedCursor* cursor() const { return cursor_; }
  /// The patient direction at the right and the upper edge: "L", "S", oblique "SP".
  QString right_letter() const;
  QString up_letter() const;
  QPointF pixel_from_point(const Eigen::Vector3d& p_in_view_mm) const;
  Eigen::Vector3d point_from_pixel(const QPointF& pixel) const;

 Q_SIGNALS:
  void window_level_changed(std::size_t layer, double window, double level);
  /// The mouse is over this place; for the read-out.
  void hovered(const Eigen::Vector3d& p_in_view_mm);
  void maximise_requested();
  void automatic_window_requested(std::size_t layer);
  void point_placed(const Eigen::Vector3d& p_in_view_mm);
  void marker_clicked(int marker);
  void marker_moved(int marker, const Eigen::Vector3d& p_in_view_mm, bool finished);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;

 private:
  enum class Drag { none, cursor, pan, zoom, window_level, marker, place, measure };

  PictureAxes axes() const { return picture_axes(plane_, patient_axes_, convention_); }
  bool compares() const;
  Eigen::Vector3d link_from_view(const Eigen::Vector3d& p_in_view_mm) const;
  void move_cursor(const QPointF& pixel);
  Eigen::Vector3d centre_in_view_mm() const;
  double slice_step_mm() const;
  int marker_at(const QPointF& pixel) const;
  void zoom_to_fit();
  void paint(QPainter& painter, double pixels_per_unit);
  void repaint_layers();
  void paint_layers(QPainter& painter, const SlicePose& pose, double pixels_per_unit);
  void paint_overlay(QPainter& painter) const;
  void paint_letters(QPainter& painter) const;
  void paint_cursor(QPainter& painter) const;
  void paint_markers(QPainter& painter) const;
  void paint_read_out(QPainter& painter) const;
  void paint_scale_bar(QPainter& painter) const;
  void paint_difference_legend(QPainter& painter) const;
  void paint_measures(QPainter& painter) const;
  void paint_measure(QPainter& painter, const Measure& measure, bool selected) const;
  bool is_on_slice(const Measure& measure) const;
  /// Measure and point under the pixel, or -1.
  std::pair<int, int> handle_at(const QPointF& pixel) const;
  void press_measure(const QPointF& pixel);
  void move_measure(const QPointF& pixel);
  void release_measure(const QPointF& pixel);
  void finish_measure_if_complete();
  Drag drag_for(const QMouseEvent& event);

  const ViewPlane plane_;
  QPointer<LinkedCursor> cursor_;
  Rigid3 view_from_link_;
  Eigen::Vector3d centre_in_link_mm_ = Eigen::Vector3d::Zero();
  std::vector<SliceLayer> layers_;
  std::vector<SlicePixels> pixels_;
  std::size_t active_layer_ = 0;
  QImage layers_picture_;  ///< All layers as last painted, at `layers_pose_`.
  SlicePose layers_pose_;
  bool layers_changed_ = true;
  std::vector<Marker> markers_;
  QString title_;
  Mode mode_ = Mode::navigate;
  DisplayConvention convention_;
  Eigen::Matrix3d patient_axes_ = Eigen::Matrix3d::Identity();
  SliceCompare compare_;
  QPointer<MeasureSet> measures_;
  Measure::Kind measure_tool_ = Measure::Kind::ruler;
  Measure drawn_;                            ///< Not complete yet.
  std::pair<int, int> held_handle_{-1, -1};  ///< Measure and point.
  bool fit_pending_ = false;
  bool window_level_key_ = false;
  Drag drag_ = Drag::none;
  int dragged_marker_ = -1;
  QPointF last_pos_, press_pos_;
  bool marker_moves_ = false;
  double wheel_rest_ = 0;
};

}  // namespace transpine
