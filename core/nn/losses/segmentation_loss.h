// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <vector>

namespace transpine {

/// Dice of each class but the first, the background, over all voxels and samples: `share`
/// [N, classes, ...] against `labels` [N, ...], each voxel weighted by how much of it is of a
/// class. A class that neither has counts as 1. [classes - 1], differentiable in `share`.
torch::Tensor soft_dice(const torch::Tensor& share, const torch::Tensor& labels);

struct SegmentationLoss {
  torch::Tensor total;
  torch::Tensor cross_entropy;  ///< Mean over voxels.
  torch::Tensor dice;           ///< 1 - the mean soft Dice of the classes that are in the labels.
};

/// Cross entropy plus Dice of the scores [N, classes, ...], as nnU-Net weighs them: alike.
SegmentationLoss segmentation_loss(const torch::Tensor& scores, const torch::Tensor& labels);

/// Sum over pairs of the mean absolute difference of a[i] and b[i]: the anatomical feature loss
/// where a is what a segmenter's stages make of a synthetic CT, and b of the real one (beyond-facts
/// 3.1).
torch::Tensor feature_difference(const std::vector<torch::Tensor>& a,
                                 const std::vector<torch::Tensor>& b);

}  // namespace transpine
