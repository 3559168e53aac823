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
  /// Shows these views only, in these places; the others stay, hidden.
  struct Place {
    QWidget* view;
    int row, column;
  };
  void arrange(const std::vector<Place>& places);
  void toggle_maximised(QWidget* view);
  QWidget* maximised() const { return maximised_; }

 private:
  QGridLayout* layout_;
  std::vector<QWidget*> views_;
  std::vector<QWidget*> arranged_;  ///< Those that are shown unless one is alone.
  QWidget* maximised_ = nullptr;
};

}  // namespace transpine
