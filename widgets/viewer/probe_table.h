// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <vector>

#include "widgets/view/slice_layer.h"

class QLabel;
class QTableWidget;

namespace transpine {

/// A value of a layer at a place, as text: with unit, or the name of the label.
QString probed_value_text(const SliceLayer& layer, const Eigen::Vector3d& p_in_view_mm);

/// The place and all values in one line, for a status bar.
QString probe_text(const std::vector<SliceLayer>& layers, const Eigen::Vector3d& p_in_view_mm);

/// What lies at a place: its millimetres with letters, and each layer's voxel and value.
class ProbeTable : public QWidget {
  Q_OBJECT

 public:
  explicit ProbeTable(QWidget* parent = nullptr);

  void show_place(const std::vector<SliceLayer>& layers, const Eigen::Vector3d& p_in_view_mm);

 private:
  QLabel* place_;
  QTableWidget* table_;
};

}  // namespace transpine
