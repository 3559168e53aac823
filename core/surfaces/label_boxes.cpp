// SPDX-License-Identifier: Apache-2.0
#include "core/surfaces/label_boxes.h"

#include <algorithm>
#include <mutex>

#include "core/base/parallel.h"

namespace transpine {
namespace {

using Boxes = std::map<int, LabelBox>;

// The box of a label, found at once while the label stays the same.
class BoxOf {
 public:
  explicit BoxOf(Boxes& boxes) : boxes_(boxes) {}
  LabelBox& operator()(int label) {
    if (label != label_) {
      label_ = label;
      box_ = &boxes_[label];
    }
    return *box_;
  }

 private:
  Boxes& boxes_;
  int label_ = 0;
  LabelBox* box_ = nullptr;
};

// One row: runs widen the box, and each face is counted from the side of the label that owns it.
// A neighbouring row that lies outside of the image is null.
template <class T>
void scan_row(const T* row, const std::array<const T*, 4>& neighbours, std::int64_t n,
              std::int64_t j, std::int64_t k, BoxOf& box_of) {
  for (std::int64_t i = 0; i < n;) {
    const int label = label_of(row[i]);
    std::int64_t end = i + 1;
    while (end < n && row[end] == row[i]) ++end;
    if (label != 0) {
      LabelBox& box = box_of(label);
      box.low = {std::min(box.low[0], i), std::min(box.low[1], j), std::min(box.low[2], k)};
      box.high = {std::max(box.high[0], end - 1), std::max(box.high[1], j),
                  std::max(box.high[2], k)};
      box.voxels += end - i;
      box.faces += 2;
      for (const T* other : neighbours) {
        if (!other) {
          box.faces += end - i;
          continue;
        }
        for (std::int64_t at = i; at < end; ++at) box.faces += other[at] != row[i];
      }
    }
    i = end;
  }
}

template <class T>
Boxes scan_slices(std::span<const T> values, const Grid& grid, std::int64_t begin,
                  std::int64_t end) {
  Boxes boxes;
  BoxOf box_of(boxes);
  const auto [nx, ny, nz] = grid.size;
  for (std::int64_t k = begin; k < end; ++k) {
    for (std::int64_t j = 0; j < ny; ++j) {
      const T* row = values.data() + grid.offset(0, j, k);
      scan_row<T>(row,
                  {j > 0 ? row - nx : nullptr, j + 1 < ny ? row + nx : nullptr,
                   k > 0 ? row - nx * ny : nullptr, k + 1 < nz ? row + nx * ny : nullptr},
                  nx, j, k, box_of);
    }
  }
  return boxes;
}

void merge(Boxes& all, const Boxes& part) {
  for (const auto& [label, box] : part) {
    LabelBox& merged = all[label];
    for (std::size_t axis = 0; axis < 3; ++axis) {
      merged.low[axis] = std::min(merged.low[axis], box.low[axis]);
      merged.high[axis] = std::max(merged.high[axis], box.high[axis]);
    }
    merged.voxels += box.voxels;
    merged.faces += box.faces;
  }
}

}  // namespace

std::map<int, LabelBox> label_boxes(const Volume& labels) {
  Boxes boxes;
  if (labels.empty() || labels.voxel_count() == 0) return boxes;
  std::mutex mutex;
  visit_values(labels, [&](auto values) {
    parallel_for(labels.grid().size[2], [&](std::int64_t begin, std::int64_t end) {
      const Boxes part = scan_slices(values, labels.grid(), begin, end);
      const std::lock_guard lock(mutex);
      merge(boxes, part);
    });
  });
  return boxes;
}

}  // namespace transpine
