// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <array>
#include <memory>
#include <vector>

#include "widgets/view/slice_view.h"
#include "widgets/view/view_links.h"

namespace transpine {

class ViewGrid;

/// How slice views are laid out.
enum class ViewerLayout {
  four_up,  ///< Axial, sagittal, coronal, and the corner (3D).
  one_up,   ///< One plane alone.
  rows      ///< A row of three planes for each image.
};

/// Rows of axial, sagittal and coronal views. Each row has its own cursor; the links couple them.
class SliceGrid : public QWidget {
  Q_OBJECT

 public:
  /// `corner` is shown in the fourth place of four_up; may be null.
  explicit SliceGrid(QWidget* parent = nullptr);

  void set_corner(QWidget* corner);
  void set_viewer_layout(ViewerLayout layout, ViewPlane plane, int rows);
  ViewerLayout viewer_layout() const { return layout_; }
  ViewPlane plane() const { return plane_; }
  /// The rows that are shown.
  int row_count() const { return shown_rows_; }

  /// Rows are made as they are needed; row 0 always exists.
  SliceView* view(int row, ViewPlane plane) const;
  LinkedCursor* cursor(int row = 0) const;
  ViewLinks* links() { return &links_; }
  ViewGrid* grid() const { return grid_; }
  /// Every view that exists, shown or not.
  std::vector<SliceView*> views() const;

 Q_SIGNALS:
  void view_made(SliceView* view, int row);

 private:
  struct Row {
    LinkedCursor* cursor;
    std::array<SliceView*, 3> views;
  };

  void make_row();
  void arrange();

  ViewGrid* grid_;
  QWidget* corner_ = nullptr;
  ViewLinks links_;
  std::vector<Row> rows_;
  ViewerLayout layout_ = ViewerLayout::four_up;
  ViewPlane plane_ = ViewPlane::sagittal;
  int shown_rows_ = 1;
};

}  // namespace transpine
