// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/slice_grid.h"

#include <QVBoxLayout>
#include <algorithm>

#include "widgets/view/view_grid.h"

namespace transpine {
namespace {

constexpr ViewPlane kPlanes[] = {ViewPlane::axial, ViewPlane::sagittal, ViewPlane::coronal};
constexpr const char* kPlaneKeys[] = {"axial", "sagittal", "coronal"};

}  // namespace

SliceGrid::SliceGrid(QWidget* parent) : QWidget(parent), grid_(new ViewGrid(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(grid_);
  make_row();
  arrange();
}

void SliceGrid::set_corner(QWidget* corner) {
  corner_ = corner;
  grid_->add(corner, 1, 1);
  arrange();
}

void SliceGrid::make_row() {
  const int number = static_cast<int>(rows_.size());
  Row row{new LinkedCursor(this), {}};
  if (!rows_.empty()) {
    row.cursor->jump_to(rows_[0].cursor->position_mm());
    row.cursor->set_mm_per_pixel(rows_[0].cursor->mm_per_pixel());
  }
  links_.add(row.cursor);
  for (std::size_t i = 0; i < 3; ++i) {
    row.views[i] = new SliceView(kPlanes[i], row.cursor, grid_);
    const QString name = QString::fromLatin1(kPlaneKeys[i]) + "_view";
    row.views[i]->setObjectName(number == 0 ? name : name + QString("_%1").arg(number));
    grid_->add(row.views[i], number, static_cast<int>(i));
  }
  rows_.push_back(row);
  for (SliceView* view : row.views) Q_EMIT view_made(view, number);
}

SliceView* SliceGrid::view(int row, ViewPlane plane) const {
  return rows_.at(static_cast<std::size_t>(row)).views[static_cast<std::size_t>(plane)];
}

LinkedCursor* SliceGrid::cursor(int row) const {
  return rows_.at(static_cast<std::size_t>(row)).cursor;
}

std::vector<SliceView*> SliceGrid::views() const {
  std::vector<SliceView*> all;
  for (const Row& row : rows_) all.insert(all.end(), row.views.begin(), row.views.end());
  return all;
}

void SliceGrid::set_viewer_layout(ViewerLayout layout, ViewPlane plane, int rows) {
  rows = layout == ViewerLayout::rows ? std::max(1, rows) : 1;
  if (layout == layout_ && plane == plane_ && rows == shown_rows_) return;
  layout_ = layout;
  plane_ = plane;
  shown_rows_ = rows;
  while (static_cast<int>(rows_.size()) < rows) make_row();
  arrange();
}

void SliceGrid::arrange() {
  std::vector<ViewGrid::Place> places;
  if (layout_ == ViewerLayout::one_up) {
    places.push_back({view(0, plane_), 0, 0});
  } else if (layout_ == ViewerLayout::four_up) {
    places = {{view(0, ViewPlane::axial), 0, 0},
              {view(0, ViewPlane::sagittal), 0, 1},
              {view(0, ViewPlane::coronal), 1, 0}};
    if (corner_) places.push_back({corner_, 1, 1});
  } else {
    for (int row = 0; row < shown_rows_; ++row) {
      for (const ViewPlane plane : kPlanes) {
        places.push_back({view(row, plane), row, static_cast<int>(plane)});
      }
    }
  }
  grid_->arrange(places);
}

}  // namespace transpine
