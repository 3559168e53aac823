// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

#include "core/evaluation/image_metrics.h"

namespace transpine {

/// Pixels [low, high) of a slice.
struct SliceBox {
  std::int64_t row_low, row_high, column_low, column_high;

  bool empty() const { return row_low >= row_high; }
  std::int64_t count() const { return (row_high - row_low) * (column_high - column_low); }
};

/// How a volume is cut into sagittal slices.
struct SliceCut {
  explicit SliceCut(const Grid& grid) {
    const int axis = grid.nearest_index_axes()[0];
    across = axis == 0 ? 1 : 0;
    down = axis == 2 ? 1 : 2;
    const std::int64_t strides[] = {1, grid.size[0], grid.size[0] * grid.size[1]};
    const auto at = [](const auto& of, int which) { return of[static_cast<std::size_t>(which)]; };
    slices = at(grid.size, axis);
    rows = at(grid.size, down);
    columns = at(grid.size, across);
    slice_stride = strides[axis];
    row_stride = strides[down];
    column_stride = strides[across];
  }

  SliceBox whole() const { return {0, rows, 0, columns}; }
  SliceBox clamped(const SliceBox& box, std::int64_t border = 0) const {
    return {std::max(box.row_low, border), std::min(box.row_high, rows - border),
            std::max(box.column_low, border), std::min(box.column_high, columns - border)};
  }

  int across, down;
  std::int64_t slices, rows, columns;
  std::int64_t slice_stride, row_stride, column_stride;
};

inline SliceBox grown(const SliceBox& box, std::int64_t rows, std::int64_t columns) {
  return {box.row_low - rows, box.row_high + rows, box.column_low - columns,
          box.column_high + columns};
}

/// A part of a slice, each voxel through `map`; pixels beyond the slice are mirrored at its border.
template <class Map>
Slice part_of(const Volume& volume, const SliceCut& cut, std::int64_t index, const SliceBox& box,
              Map map) {
  const auto mirror = [](std::int64_t i, std::int64_t n) {
    return i < 0 ? -i : i >= n ? 2 * n - 2 - i : i;
  };
  Slice slice{box.row_high - box.row_low, box.column_high - box.column_low, {}};
  slice.values.resize(static_cast<std::size_t>(box.count()));
  visit_values(volume, [&](auto values) {
    std::size_t to = 0;
    for (std::int64_t r = box.row_low; r < box.row_high; ++r) {
      const std::int64_t row = index * cut.slice_stride + mirror(r, cut.rows) * cut.row_stride;
      for (std::int64_t c = box.column_low; c < box.column_high; ++c) {
        const auto voxel =
            static_cast<std::size_t>(row + mirror(c, cut.columns) * cut.column_stride);
        slice.values[to++] = map(static_cast<double>(values[voxel]), voxel);
      }
    }
  });
  return slice;
}

/// Where images are compared: the mask grown in its slices, and the box of each slice's part.
struct SliceRegion {
  Volume mask;  ///< uint8; empty for everywhere.
  std::vector<SliceBox> boxes;
};

/// The region of a mask (any type; empty volume = everywhere) that grows by `growth_mm` within each
/// slice, to the nearest number of pixels. A slice without mask has an empty box.
SliceRegion region_of(const Volume& mask, const Grid& grid, const SliceCut& cut, double growth_mm);

}  // namespace transpine
