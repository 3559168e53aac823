// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "core/image/volume.h"

namespace transpine {

/// Where a label lies and how large its surface is.
struct LabelBox {
  Index3 low{INT64_MAX, INT64_MAX, INT64_MAX};  ///< First and last voxel of each axis.
  Index3 high{-1, -1, -1};
  std::int64_t voxels = 0;
  std::int64_t faces = 0;  ///< Voxel faces between the label and anything else.

  std::int64_t box_voxels() const {
    return (high[0] - low[0] + 1) * (high[1] - low[1] + 1) * (high[2] - low[2] + 1);
  }
};

/// The boxes of all labels above 0, in one pass. Values that are no label (negative, NaN, above
/// 2^31) count as background, as does what lies outside of the image.
std::map<int, LabelBox> label_boxes(const Volume& labels);

/// A stored value as a label: 0 for what is none.
template <class T>
int label_of(T value) {
  if (!(value >= T(1)) || static_cast<double>(value) > 2147483647.0) return 0;
  return static_cast<int>(value);
}

}  // namespace transpine
