// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <QWidget>
#include <nlohmann/json.hpp>

#include "widgets/session/study_session.h"

namespace transpine {

/// One of the window's five places of work, over the same session.
class Workspace : public QWidget {
  Q_OBJECT

 public:
  explicit Workspace(StudySession* session, QWidget* parent = nullptr)
      : QWidget(parent), session_(session) {}

  StudySession* session() const { return session_; }
  /// What a user can type to get the same, or empty.
  virtual QString command() const { return {}; }
  /// Called when the workspace comes to the front: load what it shows.
  virtual void activate() {}
  /// Brings a place of the current subject, in mm of its MR (or of its CT where there is no MR),
  /// into view.
  virtual void jump_to(const Eigen::Vector3d& /*p_mm*/) {}
  /// What a user has set here and would set again tomorrow: cursor, windows, visible layers,
  /// splitters. Kept in the study file under this workspace's name.
  virtual nlohmann::json view_state() const { return nlohmann::json::object(); }
  /// Takes over what view_state gave. Called once after the study was opened and its subject
  /// chosen, when images may still be on their way. Fields that are missing or of another type
  /// leave things as they are: the file may be of another version.
  virtual void restore_view_state(const nlohmann::json& /*state*/) {}

 protected:
  /// Fills the workspace with a panel on the left and the rest beside it.
  void set_panels(QWidget* side, QWidget* centre, int side_width = 380);

 Q_SIGNALS:
  /// A line for the status bar.
  void status(const QString& text);

 private:
  StudySession* session_;
};

/// Asks for a file name and writes the volume as NIfTI through the backend.
void export_as_nifti(StudySession* session, QWidget* parent, const Volume& volume,
                     const QString& suggested_name);

}  // namespace transpine
