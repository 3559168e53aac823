// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
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

 private:
  void restore();
  void restore_workspace(int place);
  nlohmann::json present() const;

  MainWindow* window_;
};

}  // namespace transpine
