// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>

#include "core/landmarks/landmark_files.h"
#include "widgets/workspaces/workspace.h"

class QComboBox;
class QLabel;
class QPushButton;
class QSlider;
class QTableView;
class QToolBar;

namespace transpine {

class LandmarkEditor;
class LandmarkTableModel;
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

  LandmarkEditor* editor() const { return editor_; }
  LinkedCursor* cursor() const { return cursor_; }
  enum class Column { mr, ct, blend };
  SliceView* view(Column column, ViewPlane plane) const;
  /// The point that the next click places.
  LandmarkKey active_key() const;
  void set_active_key(LandmarkKey key);

 private:
  QToolBar* make_bar();
  QWidget* make_views();
  QWidget* make_table();
  /// Forgets what another study, or the study before a change, had.
  void forget_subject();
  void load_subject();
  void read_document();
  void finish_reading(const Result<LandmarkDocument>& document);
  void show_images(bool fit);
  void update_registration();
  void update_markers();
  void update_summary();
  void autosave();
  void place(LandmarkSide side, const Eigen::Vector3d& p_mm);
  void advance_to_next_missing();
  void take_from_masks();
  void export_resampled_ct();
  Rigid3 shown_ct_from_mr() const;
  /// Whether the file names say that the open pair is of two people.
  bool is_cross_subject() const;

  LinkedCursor* cursor_;
  LandmarkEditor* editor_;
  LandmarkTableModel* model_;
  QTableView* table_;
  QComboBox* vertebra_;
  QComboBox* kind_;
  QComboBox* kinds_used_;
  QPushButton* edit_mode_;
  QSlider* blend_;
  QLabel* summary_;
  ViewGrid* grid_;
  /// By column (MR, CT, blend), then sagittal and axial.
  std::array<std::array<SliceView*, 2>, 3> views_{};
  ShownImagePtr mr_;
  ShownImagePtr ct_;
  QString loaded_subject_;
  int generation_ = 0;  ///< What was asked for before another subject came is dropped.
  /// Points can be edited and are saved only when their file was read.
  enum class Document { none, reading, read, unreadable };
  Document document_ = Document::none;
  QString unreadable_;        ///< Why, with the file.
  bool choice_saved_ = true;  ///< Whether the transform on disk is by the points chosen here.
};

}  // namespace transpine
