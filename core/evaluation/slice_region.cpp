// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/slice_region.h"

#include <cmath>

#include "core/base/parallel.h"

namespace transpine {
namespace {

/// The mask's growth in pixels of the slices.
struct Growth {
  int rows, columns;
};

Growth growth_of(const Grid& grid, const SliceCut& cut, double mm) {
  const auto steps = [&](int along) {
    return static_cast<int>(std::lround(mm / grid.spacing_mm[along]));
  };
  return {steps(cut.down), steps(cut.across)};
}

SliceBox box_of(const Slice& mask) {
  SliceBox box{mask.rows, 0, mask.columns, 0};
  for (std::int64_t r = 0; r < mask.rows; ++r) {
    for (std::int64_t c = 0; c < mask.columns; ++c) {
      if (mask.at(r, c) == 0) continue;
      box = {std::min(box.row_low, r), r + 1, std::min(box.column_low, c),
             std::max(box.column_high, c + 1)};
    }
  }
  return box;
}

}  // namespace

SliceRegion region_of(const Volume& mask, const Grid& grid, const SliceCut& cut, double growth_mm) {
  SliceRegion region;
  region.boxes.assign(static_cast<std::size_t>(cut.slices), cut.whole());
  if (mask.empty()) return region;
  region.mask = Volume(grid, ScalarType::uint8);
  const auto inside = region.mask.values<std::uint8_t>();
  const Growth growth = growth_of(grid, cut, growth_mm);
  parallel_items(cut.slices, [&](std::int64_t index) {
    SliceBox& box = region.boxes[static_cast<std::size_t>(index)];
    const auto is_set = [](double v, std::size_t) { return v != 0 ? 1.0 : 0.0; };
    const Slice whole = part_of(mask, cut, index, cut.whole(), is_set);
    box = box_of(whole);
    if (box.empty()) return;
    box = cut.clamped(grown(box, growth.rows, growth.columns));
    const Slice part = dilated(part_of(mask, cut, index, box, is_set), growth.rows, growth.columns);
    std::size_t from = 0;
    for (std::int64_t r = box.row_low; r < box.row_high; ++r) {
      for (std::int64_t c = box.column_low; c < box.column_high; ++c) {
        inside[static_cast<std::size_t>(index * cut.slice_stride + r * cut.row_stride +
                                        c * cut.column_stride)] = part.values[from++] != 0;
      }
    }
  });
  return region;
}

}  // namespace transpine
