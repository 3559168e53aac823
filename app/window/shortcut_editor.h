// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace transpine {

class ActionCatalogue;

/// All actions of the window with their keys, to be found by name or key, changed and reset; below
/// them what the mouse does.
class ShortcutEditor : public QDialog {
  Q_OBJECT

 public:
  explicit ShortcutEditor(ActionCatalogue* catalogue, QWidget* parent = nullptr);

 private:
  void fill();
  void apply_search();
  void show_chosen();
  void set_keys();
  QString chosen_name() const;

  ActionCatalogue* catalogue_;
  QLineEdit* search_;
  QTreeWidget* list_;
  QKeySequenceEdit* keys_;
  QLabel* conflict_;
  QPushButton* set_;
  QPushButton* reset_;
};

}  // namespace transpine
