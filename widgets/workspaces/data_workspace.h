// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "widgets/workspaces/workspace.h"

class QCheckBox;
class QComboBox;

namespace transpine {

class LinkedCursor;
class SubjectPanel;
class SurfaceView;
class ViewGrid;

/// Subjects and their images: a table, the header of the shown image, and linked axial, sagittal,
/// coronal and 3D views.
class DataWorkspace : public Workspace {
  Q_OBJECT

 public:
  explicit DataWorkspace(StudySession* session, QWidget* parent = nullptr);

  QString command() const override;
  void activate() override;
  void jump_to(const Eigen::Vector3d& p_mm) override;
  LinkedCursor* cursor() const { return cursor_; }
  SliceView* view(ViewPlane plane) const { return views_[static_cast<std::size_t>(plane)]; }

 private:
  QWidget* make_centre();
  void show_subject();
  void show_image(const ShownImagePtr& image);
  void show_labels(const ShownImagePtr& labels);
  void apply_layers(bool fit);
  void choose_image();

  LinkedCursor* cursor_;
  SubjectPanel* panel_;
  QComboBox* image_choice_;
  QComboBox* preset_;
  QCheckBox* labels_visible_;
  ViewGrid* grid_;
  std::array<SliceView*, 3> views_{};
  SurfaceView* surfaces_;
  ShownImagePtr image_;
  ShownImagePtr labels_;
  std::filesystem::path wanted_image_;
  int surface_job_ = 0;
};

}  // namespace transpine
