// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAction>
#include <QToolBar>
#include <optional>
#include <vector>

#include "core/landmarks/landmark_document.h"
#include "core/landmarks/snap.h"

class QCheckBox;
class QComboBox;
class QMenu;
class QPushButton;

namespace transpine {

class LandmarkEditor;

/// The tools of the landmark editor: edit mode, the point that the next click places, what is done
/// with points and transforms, undo, and how the pairs register. Its shortcuts work in all of
/// `scope`. Points change in edit mode alone, but for what a menu names.
class LandmarkBar : public QToolBar {
  Q_OBJECT

 public:
  LandmarkBar(LandmarkEditor* editor, QWidget* scope);

  bool is_editing() const;
  LandmarkKey active_key() const;
  void set_active_key(LandmarkKey key);
  /// The point that comes after the active one (next_missing_point) becomes it.
  void advance_to_next_missing();
  /// The same point of the next level down (1) or up (-1) becomes the active one.
  void step_level(int steps);
  /// The levels that are proposed, from head to foot.
  const std::vector<int>& range() const { return range_; }
  void set_range(const std::vector<int>& levels) { range_ = levels; }
  void show_surfaces(bool shown) { surfaces_->setChecked(shown); }
  double snap_radius_mm() const { return snap_radius_mm_; }

 Q_SIGNALS:
  void editing_changed(bool on);
  void active_key_changed(LandmarkKey key);
  void status(const QString& text);
  void from_masks_requested();
  void import_points_requested();
  void export_points_requested();
  /// To the centre of the point's label, or to a place in the image.
  void snap_to_label_requested();
  void snap_requested(SnapTo target);
  void export_ct_requested();
  void import_transform_requested();
  void export_transform_requested();
  void register_all_requested();
  void surfaces_toggled(bool shown);

 private:
  void add_point_choice();
  void add_points_menu();
  void add_level_actions(QMenu* menu);
  void add_transform_menu();
  void add_undo(QWidget* scope);
  void add_registration_choice();
  void add_shortcuts(QWidget* scope);
  void show_choice();
  void take_choice();
  void shift_levels(int levels, bool in_mr, bool in_ct);
  void ask_range();
  void show_history();
  void delete_active();

  LandmarkEditor* editor_;
  QPushButton* edit_mode_;
  QComboBox* vertebra_;
  QComboBox* kind_;
  QComboBox* kinds_used_;
  QComboBox* model_;
  QCheckBox* trim_;
  QAction* after_point_choice_ = nullptr;
  QAction* surfaces_;
  std::vector<int> range_;
  double snap_radius_mm_ = 5;
};

}  // namespace transpine
