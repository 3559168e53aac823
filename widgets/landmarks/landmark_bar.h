// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QToolBar>

#include "core/landmarks/landmark_set.h"

class QComboBox;
class QPushButton;

namespace transpine {

class LandmarkEditor;

/// The tools of the landmark editor: edit mode, the point that the next click places, undo, and
/// which points register. Its shortcuts work in all of `scope`.
class LandmarkBar : public QToolBar {
  Q_OBJECT

 public:
  LandmarkBar(LandmarkEditor* editor, QWidget* scope);

  bool is_editing() const;
  LandmarkKey active_key() const;
  void set_active_key(LandmarkKey key);
  void advance_to_next_missing();

 Q_SIGNALS:
  void editing_changed(bool on);
  void active_key_changed(LandmarkKey key);
  void points_chosen();
  void from_masks_requested();
  void export_ct_requested();

 private:
  void add_point_choice();
  void add_actions(QWidget* scope);
  void add_kinds_used();
  void add_shortcuts(QWidget* scope);

  LandmarkEditor* editor_;
  QPushButton* edit_mode_;
  QComboBox* vertebra_;
  QComboBox* kind_;
};

}  // namespace transpine
