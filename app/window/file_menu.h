// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QList>
#include <QMenu>

namespace transpine {

class DataIntake;
class MainWindow;

/// The File menu: studies, recent ones, import, saving, moved files.
class FileMenu : public QMenu {
  Q_OBJECT

 public:
  FileMenu(MainWindow* window, DataIntake* intake);

 private:
  void add_study_actions();
  void add_import_actions();
  void add_weights_actions();
  void add_recent_actions();
  void refresh();

  MainWindow* window_;
  DataIntake* intake_;
  QList<QAction*> recent_;
  QList<QAction*> need_study_;
};

}  // namespace transpine
