// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <functional>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/volume.h"
#include "core/segmentation/segmenter_description.h"

namespace transpine {

/// A network that tells classes of voxels apart, as it is run over a CT.
struct ClassNetwork {
  SegmenterDescription needs;  ///< Its spacing, axes, patch, scaling and classes.
  torch::Device device = torch::kCPU;
  std::int64_t smallest_side = 1;
  double air_hu = -1e9;  ///< Tiles that are nowhere brighter are background, unseen.
  /// Scaled CT [1, 1, D, H, W] on the device to scores or probabilities [1, classes, D, H, W].
  std::function<torch::Tensor(const torch::Tensor& ct)> run;
};

struct ScoreLimits {
  std::int64_t tile = 0;  ///< Sides at most; 0 = the patch.
  double memory_gb = 0;   ///< 0 = most of what is free.
};

/// The probability of each class, in 255ths, on the network's own grid.
struct ClassScores {
  Grid grid;
  std::int64_t classes = 0;
  std::vector<std::uint8_t> values;  ///< Class by class, in each x fastest.

  /// The likeliest class of each voxel.
  Volume likeliest() const;
  /// The same on another grid, by trilinear interpolation of the probabilities; class 0 outside.
  Volume likeliest_on(const Grid& target) const;
};

/// Runs the network over the CT in tiles that overlap by half, weighted by a Gaussian. The memory
/// is estimated first, and tiles become smaller where it is short. Errors: not enough memory, a
/// network that does not give what it should, cancelled.
Result<ClassScores> class_scores(const ClassNetwork& network, const Volume& ct_hu,
                                 const ScoreLimits& limits, JobContext& job);

}  // namespace transpine
