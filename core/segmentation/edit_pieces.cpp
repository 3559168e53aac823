// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/edit_pieces.h"

#include <algorithm>
#include <set>

#include "core/segmentation/components.h"

namespace transpine {
namespace {

/// The box, one voxel larger on each side where `margin` says so: outside the image counts too.
struct Window {
  Index3 begin;
  Grid grid;

  Window(const LabelBox& box, std::int64_t margin) {
    for (std::size_t a = 0; a < 3; ++a) {
      begin[a] = box.low[a] - margin;
      grid.size[a] = box.high[a] - box.low[a] + 1 + 2 * margin;
    }
  }

  /// Calls `visit(voxel of the window, voxel of the image or none)`.
  template <class Visit>
  void each(const Grid& image, Visit visit) const {
    constexpr auto none = static_cast<std::size_t>(-1);
    std::size_t v = 0;
    for (std::int64_t k = begin[2]; k < begin[2] + grid.size[2]; ++k) {
      for (std::int64_t j = begin[1]; j < begin[1] + grid.size[1]; ++j) {
        for (std::int64_t i = begin[0]; i < begin[0] + grid.size[0]; ++i, ++v) {
          visit(v,
                image.contains(i, j, k) ? static_cast<std::size_t>(image.offset(i, j, k)) : none);
        }
      }
    }
  }
};

constexpr auto kOutside = static_cast<std::size_t>(-1);

}  // namespace

std::map<int, LabelBox> boxes_of(const Volume& labels) {
  std::map<int, LabelBox> boxes;
  const auto values = labels.values<std::uint8_t>();
  const Grid& grid = labels.grid();
  std::size_t v = 0;
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i, ++v) {
        if (!values[v]) continue;
        const Index3 at{i, j, k};
        const auto [box, is_new] = boxes.try_emplace(values[v], LabelBox{at, at});
        if (is_new) continue;
        for (std::size_t a = 0; a < 3; ++a) {
          box->second.low[a] = std::min(box->second.low[a], at[a]);
          box->second.high[a] = std::max(box->second.high[a], at[a]);
        }
      }
    }
  }
  return boxes;
}

std::int64_t keep_largest_piece(Volume& labels, int label, const LabelBox& box) {
  const Window window(box, 0);
  const auto values = labels.values<std::uint8_t>();
  std::vector<std::uint8_t> mask(static_cast<std::size_t>(window.grid.voxel_count()), 0);
  window.each(labels.grid(), [&](std::size_t v, std::size_t at) { mask[v] = values[at] == label; });
  const Components pieces = components_of(window.grid, mask);
  const std::int32_t largest = pieces.largest();
  std::int64_t removed = 0;
  window.each(labels.grid(), [&](std::size_t v, std::size_t at) {
    if (!mask[v] || pieces.ids[v] == largest) return;
    values[at] = 0;
    ++removed;
  });
  return removed;
}

std::vector<std::size_t> fill_label_holes(Volume& labels, int label, const LabelBox& box) {
  const Window window(box, 1);
  const auto values = labels.values<std::uint8_t>();
  std::vector<std::uint8_t> around(static_cast<std::size_t>(window.grid.voxel_count()), 1);
  window.each(labels.grid(), [&](std::size_t v, std::size_t at) {
    if (at != kOutside && values[at] == label) around[v] = 0;
  });
  // The first voxel is in the margin: outside.
  const Components spaces = components_of(window.grid, around);
  std::vector<std::size_t> filled;
  window.each(labels.grid(), [&](std::size_t v, std::size_t at) {
    if (at == kOutside || !around[v] || spaces.ids[v] == spaces.ids[0] || values[at] != 0) return;
    values[at] = static_cast<std::uint8_t>(label);
    filled.push_back(at);
  });
  return filled;
}

}  // namespace transpine
