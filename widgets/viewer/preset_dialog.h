// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "widgets/viewer/window_presets.h"

class QTableWidget;

namespace transpine {

/// Edits the window presets: names, windows and levels, new ones, and back to the usual ones.
class PresetDialog : public QDialog {
  Q_OBJECT

 public:
  explicit PresetDialog(QWidget* parent = nullptr);

  /// The rows that make sense: a name and a window above 0.
  std::vector<WindowPreset> presets() const;
  void add(const WindowPreset& preset);
  void accept() override;

 private:
  void fill(const std::vector<WindowPreset>& presets);

  QTableWidget* table_;
};

}  // namespace transpine
