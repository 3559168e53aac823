// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QTimer>
#include <nlohmann/json.hpp>

namespace transpine {

class MainWindow;

/// Keeps how the window looks in the study, and brings it back when the study is opened: the
/// workspace and subject shown, each workspace's view_state, docks and geometry. In the study
/// file's settings under "view"; what another version wrote there stays.
class ViewKeeper : public QObject {
  Q_OBJECT

 public:
  explicit ViewKeeper(MainWindow* window);

  /// Puts the present state into the study's settings. Returns whether it differs from what was
  /// there.
  bool store();
  /// Makes the window look as `view` says, as store() kept it.
  void restore_from(const nlohmann::json& view);

 private:
  void restore_workspace(int place, const nlohmann::json& view);
  void keep_in_journal();
  nlohmann::json kept() const;
  nlohmann::json present() const;

  MainWindow* window_;
  nlohmann::json last_;  ///< In the journal or in the study file.
  QTimer timer_;
};

}  // namespace transpine
