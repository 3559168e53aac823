// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTimer>
#include <QToolBar>
#include <nlohmann/json.hpp>

#include "widgets/view/slice_compare.h"

class QAction;
class QComboBox;
class QDoubleSpinBox;
class QSlider;

namespace transpine {

/// Chooses how two images are compared: the mode and what it needs. It moves the phase of modes
/// that change by themselves.
class CompareBar : public QToolBar {
  Q_OBJECT

 public:
  explicit CompareBar(QWidget* parent = nullptr);

  /// Mode and settings; the layers are the owner's.
  const SliceCompare& compare() const { return compare_; }
  void set_mode(CompareMode mode);
  /// The next mode in the list.
  void cycle();

  nlohmann::json state() const;
  void restore(const nlohmann::json& state);

 Q_SIGNALS:
  void changed();

 private:
  void mode_chosen();
  void update_controls();

  SliceCompare compare_;
  QComboBox* mode_;
  QSlider* amount_;
  QComboBox* wipe_;
  QDoubleSpinBox* value_;
  QAction* amount_action_;
  QAction* wipe_action_;
  QAction* value_action_;
  QTimer timer_;
};

}  // namespace transpine
