// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/image/volume.h"

namespace transpine {

/// Which MR value becomes 1: the volume's maximum, as in the paper, or a percentile, which one
/// bright voxel cannot move. Training and translation must use the same, on the same grid.
struct MrScaleRule {
  std::string kind = "max";  ///< "max" or "percentile".
  double percentile = 99.9;
};

/// The value that becomes 1. Fails for an image with voxels that are not numbers, and for one
/// without positive values. `name` is for messages: "the MR of sub-001".
Result<double> mr_scale(const Volume& mr, const MrScaleRule& rule, const std::string& name);

}  // namespace transpine
