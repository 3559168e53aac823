// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "core/landmarks/snap.h"
#include "widgets/landmarks/landmark_exchange.h"
#include "widgets/workspaces/workspace.h"

class QKeyEvent;

namespace transpine {

class CompareBar;
class LandmarkBar;
class LandmarkEditor;
class LandmarkPanel;
class PolyrigidPreview;
class RegisterSurfaces;
class SubjectPoints;
class ViewGrid;

/// MR, CT and their blend in linked views over the table of landmark pairs. The registration
/// follows every change; the CT is placed by its transform, never resampled for the display.
class RegisterWorkspace : public Workspace {
  Q_OBJECT

 public:
  explicit RegisterWorkspace(StudySession* session, QWidget* parent = nullptr);
  ~RegisterWorkspace() override;

  QString command() const override;
  void activate() override;
  void jump_to(const Eigen::Vector3d& p_mm) override;
  nlohmann::json view_state() const override;
  void restore_view_state(const nlohmann::json& state) override;

  LandmarkEditor* editor() const { return editor_; }
  const LandmarkExchange& exchange() const { return exchange_; }
  LinkedCursor* cursor() const { return cursor_; }
  /// The 3D pane; hidden until it is wanted.
  RegisterSurfaces* surfaces() const { return surfaces_; }
  enum class Column { mr, ct, blend };
  SliceView* view(Column column, ViewPlane plane) const;
  /// The point that the next click places.
  LandmarkKey active_key() const;
  void set_active_key(LandmarkKey key);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget* make_views();
  void connect_points();
  void compare_changed();
  /// Forgets what another study, or the study before a change, had.
  void forget_subject();
  void load_subject();
  void show_images(bool fit);
  void show_point(LandmarkKey key);
  void update_registration();
  void place_surfaces();
  void update_markers();
  void update_titles();
  void show_bent_ct(const Volume& ct_on_mr);
  void place(LandmarkSide side, const Eigen::Vector3d& p_mm);
  void ask_for_partner(LandmarkSide placed, const Eigen::Vector3d& p_mm);
  void snap(SnapTo target);
  /// Moves the active point by an arrow key; false for other keys.
  bool nudge(SliceView* view, const QKeyEvent& event);
  void register_all();
  void export_resampled_ct();
  Rigid3 shown_ct_from_mr() const;
  /// Whether the file names say that the open pair is of two people.
  bool is_cross_subject() const;

  LinkedCursor* cursor_;
  LandmarkEditor* editor_;
  SubjectPoints* points_;
  LandmarkBar* bar_;
  LandmarkPanel* panel_;
  LandmarkExchange exchange_;
  PolyrigidPreview* preview_;
  CompareBar* compare_;
  ViewGrid* grid_;
  RegisterSurfaces* surfaces_;
  /// By column (MR, CT, blend), then sagittal and axial.
  std::array<std::array<SliceView*, 2>, 3> views_{};
  /// Which points the markers of the MR and of the CT are.
  std::array<std::vector<LandmarkKey>, 2> marker_keys_;
  bool is_bent_ = false;  ///< The blend shows the CT by each vertebra's own transform.
  ShownImagePtr mr_;
  ShownImagePtr ct_;
  int generation_ = 0;  ///< Images asked for before another subject came are dropped.
};

}  // namespace transpine
