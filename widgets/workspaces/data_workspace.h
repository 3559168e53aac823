// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "widgets/view/view_axes.h"
#include "widgets/workspaces/workspace.h"

namespace transpine {

class LinkedCursor;
class SubjectPanel;
class SurfacePanel;
class ViewerPanel;
struct SubjectImages;

/// Subjects and their images: a table, the header of the chosen image, and a viewer of all that
/// belongs to the subject: MR, CT laid on it, masks, synthetic CTs.
class DataWorkspace : public Workspace {
  Q_OBJECT

 public:
  explicit DataWorkspace(StudySession* session, QWidget* parent = nullptr);

  QString command() const override;
  void activate() override;
  void jump_to(const Eigen::Vector3d& p_mm) override;
  nlohmann::json view_state() const override;
  void restore_view_state(const nlohmann::json& state) override;

  SubjectPanel* panel() const { return panel_; }
  ViewerPanel* viewer() const { return viewer_; }
  LinkedCursor* cursor() const;
  SliceView* view(ViewPlane plane) const;

 private:
  void show_subject();
  void show_images(const SubjectImages& images);
  void show_header(const QString& layer);
  void update_surfaces();

  SubjectPanel* panel_;
  ViewerPanel* viewer_;
  SurfacePanel* surfaces_;
  std::string looked_up_;  ///< The subject and files that are being looked up, else empty.
  int generation_ = 0;     ///< What was looked up for another subject is dropped.
  QString shown_subject_;
};

}  // namespace transpine
