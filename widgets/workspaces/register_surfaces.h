// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QWidget>
#include <array>

#include "core/project/roles.h"
#include "widgets/surfaces/surface_panel.h"
#include "widgets/view3d/camera_link.h"

namespace transpine {

class LandmarkEditor;
class StudySession;

/// The vertebrae of the MR above those of the CT, both in the MR's frame with linked cameras and
/// the landmarks of both images: what does not fit is seen in 3D, and measured against the other's
/// surfaces. Follows the registration once it rests.
class RegisterSurfaces : public QWidget {
  Q_OBJECT

 public:
  RegisterSurfaces(StudySession* session, const LandmarkEditor* editor, LinkedCursor* cursor,
                   QWidget* parent = nullptr);

  SurfacePanel* mr() const { return panels_[0]; }
  SurfacePanel* ct() const { return panels_[1]; }
  /// Opens the masks of the session's subject; nothing while hidden.
  void refresh();
  /// Where the CT lies, and the vertebra whose own motion that is, or empty.
  void set_placement(const Rigid3& mr_from_ct, const QString& vertebra);

  nlohmann::json state() const;
  void restore(const nlohmann::json& state);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  void open(Role role, Volume& volume);
  void place();

  StudySession* session_;
  const LandmarkEditor* editor_;
  std::array<SurfacePanel*, 2> panels_;
  CameraLink link_;
  QTimer rest_;
  Volume mr_, ct_;
  Rigid3 mr_from_ct_;
  QString vertebra_;
  int generation_ = 0;  ///< Masks asked for before another subject came are dropped.
};

}  // namespace transpine
