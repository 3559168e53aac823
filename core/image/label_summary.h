// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <map>

#include "core/image/volume.h"

namespace transpine {

/// One label of a map.
struct LabelSummary {
  std::int64_t voxels = 0;
  Eigen::Vector3d centre_mm = Eigen::Vector3d::Zero();  ///< Centre of mass.
};

/// Every label of a map but 0, with its size and place. One pass over the voxels.
std::map<int, LabelSummary> label_summaries(const Volume& labels);

}  // namespace transpine
