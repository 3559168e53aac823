// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "app/window/preferences.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QSpinBox;

namespace transpine {

class CacheRow;

/// Preferences of this machine and of the open study. Changes are in force and saved at once.
class PreferencesDialog : public QDialog {
  Q_OBJECT

 public:
  explicit PreferencesDialog(StudySession* session, QWidget* parent = nullptr);

  void reset();

 private:
  struct DisplayBoxes {
    QDoubleSpinBox* ct_window;
    QDoubleSpinBox* ct_level;
    QSpinBox* label_opacity;
  };

  QWidget* make_machine_page();
  QWidget* make_study_page();
  DisplayBoxes add_display(QFormLayout* form, const QString& prefix);
  void show_values();
  void take_values();
  void choose_cache_folder();
  /// Puts a folder in force; an empty one is the system's.
  void take_cache_folder(const QString& folder);

  StudySession* session_;
  bool is_showing_ = false;  ///< Values are being set, not chosen.
  QComboBox* theme_;
  QComboBox* language_;
  QSpinBox* scale_;
  QSpinBox* threads_;
  QDoubleSpinBox* memory_;
  DisplayBoxes machine_display_{};
  QCheckBox* study_has_own_;
  DisplayBoxes study_display_{};
  CacheRow* machine_cache_;
  QString chosen_cache_;
  QLabel* restart_;
};

}  // namespace transpine
