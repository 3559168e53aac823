// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>

#include "core/base/job_context.h"
#include "core/image/volume.h"

namespace transpine {

/// The box of each label of a uint8 mask, ends included.
struct LabelBox {
  Index3 low, high;
};
std::map<int, LabelBox> boxes_of(const Volume& labels);

/// Sets all pieces of the label but the largest to 0; returns how many voxels.
std::int64_t keep_largest_piece(Volume& labels, int label, const LabelBox& box);

/// Gives the label the background that it encloses; returns the voxels.
std::vector<std::size_t> fill_label_holes(Volume& labels, int label, const LabelBox& box);

}  // namespace transpine
