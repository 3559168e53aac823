// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <array>
#include <nlohmann/json.hpp>

#include "widgets/surfaces/surface_panel.h"
#include "widgets/view3d/camera_link.h"

class QComboBox;

namespace transpine {

/// Two 3D views side by side with linked cameras: a result on the isotropic grid and on the MR's
/// (Fig. 7 of the paper), and the choice of which result.
class SurfacePair : public QWidget {
  Q_OBJECT

 public:
  SurfacePair(Backend* backend, LinkedCursor* cursor, QWidget* parent = nullptr);

  SurfacePanel* isotropic() const { return panels_[0]; }
  SurfacePanel* native() const { return panels_[1]; }
  CameraLink* link() { return &link_; }

  /// The results to choose from. Keeps the choice where it is still there.
  void set_results(const QStringList& names);
  QString result() const;
  void choose_result(const QString& name);

  nlohmann::json state() const;
  void restore(const nlohmann::json& state);

 Q_SIGNALS:
  void result_chosen(const QString& name);

 private:
  QComboBox* results_;
  QAction* linked_;
  std::array<SurfacePanel*, 2> panels_;
  CameraLink link_;
};

}  // namespace transpine
