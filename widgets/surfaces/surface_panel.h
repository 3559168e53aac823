// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/evaluation/surface_distance.h"
#include "core/surfaces/mesh_files.h"
#include "widgets/surfaces/surface_store.h"
#include "widgets/view3d/surface_view.h"

class QAction;
class QActionGroup;
class QSlider;
class QToolBar;

namespace transpine {

class Backend;
class DistanceTable;

/// A 3D view with its controls: what workspaces embed. Surfaces, distances and reduced volumes are
/// made in the background; files are written there too.
class SurfacePanel : public QWidget {
  Q_OBJECT

 public:
  SurfacePanel(Backend* backend, LinkedCursor* cursor, QWidget* parent = nullptr);
  ~SurfacePanel() override;

  SurfaceView* view() const { return view_; }
  void set_title(const QString& title);
  /// The label map whose surfaces are shown; an empty volume for none.
  void set_labels(const Volume& labels, const Rigid3& view_from_labels = {});
  /// Hides and colours labels as the slices do.
  void set_label_style(const LabelStyle& style) { view_->set_label_style(style); }
  /// What surface distances are taken to; an empty volume for nothing.
  void set_reference(const Volume& reference, const Rigid3& view_from_reference = {});
  /// The image of the slices; one in HU can also be rendered as a volume.
  void set_image(const SliceLayer& image);
  void set_landmarks(const std::vector<SphereLandmark>& landmarks);

  double smoothing() const { return smoothing_; }
  void set_smoothing(double smoothing);
  /// All surfaces are there.
  bool is_complete() const { return set_ != nullptr; }
  /// Colours by distance, or by label when absent. Needs a reference.
  void show_distances(const std::optional<DistanceScale>& scale);
  const std::map<int, SurfaceDistance>& distances() const { return distances_; }

  /// Writes all surfaces that are visible, see write_label_meshes.
  void export_surfaces(const std::filesystem::path& output, const MeshExportOptions& options);
  /// Writes the picture at `scale` times the view's size.
  void save_picture(const std::filesystem::path& file, double scale);

  /// Camera, visibility, opacity, presets; for the study file.
  nlohmann::json state() const;
  /// Fields that are missing or of another type leave things as they are.
  void restore(const nlohmann::json& state);

 private:
  void make_view_menu(QToolBar* bar);
  void make_surface_menu(QToolBar* bar);
  void make_volume_menu(QToolBar* bar);
  void make_slice_menu(QToolBar* bar);
  void make_export_menu(QToolBar* bar);
  QMenu* add_menu(QToolBar* bar, const QString& text, const char* name);
  QAction* add_action(QMenu* menu, const char* name, const QString& text, bool checkable);
  QSlider* add_slider(QMenu* menu, const char* name, const QString& text, int low, int high,
                      int value);
  void request_surfaces();
  void measure_distances();
  void apply_distances();
  void request_volume();
  void update_enabled();
  void ask_for_export(const char* space);
  void ask_for_picture();

  Backend* backend_;
  SurfaceView* view_;
  DistanceTable* table_;
  Volume labels_, reference_, ct_;
  Rigid3 view_from_labels_, view_from_reference_, view_from_ct_;
  double smoothing_ = 0.5;
  SurfaceSetPtr set_;
  std::map<int, SurfaceDistance> distances_;
  std::optional<DistanceScale> wanted_scale_;
  int distance_job_ = 0;
  int volume_job_ = 0;
  bool ct_requested_ = false;
  std::map<QString, QAction*> actions_;
  QActionGroup* presets_ = nullptr;
  QActionGroup* distance_modes_ = nullptr;
  QSlider *smoothing_slider_ = nullptr, *opacity_slider_ = nullptr, *shift_slider_ = nullptr,
          *range_slider_ = nullptr;
};

}  // namespace transpine
