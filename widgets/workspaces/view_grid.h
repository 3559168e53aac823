// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <vector>

class QGridLayout;

namespace transpine {

class SliceView;

/// Views in rows and columns; a double-click on a slice view shows it alone, another brings the
/// rest back.
class ViewGrid : public QWidget {
  Q_OBJECT

 public:
  explicit ViewGrid(QWidget* parent = nullptr);

  void add(QWidget* view, int row, int column);
  void add(SliceView* view, int row, int column);
  void clear();
  void toggle_maximised(QWidget* view);
  QWidget* maximised() const { return maximised_; }

 private:
  QGridLayout* layout_;
  std::vector<QWidget*> views_;
  QWidget* maximised_ = nullptr;
};

}  // namespace transpine
