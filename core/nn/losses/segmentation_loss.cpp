// SPDX-License-Identifier: Apache-2.0
#include "core/nn/losses/segmentation_loss.h"

#include <torch/nn/functional/loss.h>

namespace transpine {
namespace {

/// Sums over samples and voxels: [classes].
torch::Tensor sum_of_classes(const torch::Tensor& share) {
  return share.transpose(0, 1).flatten(1).sum(1);
}

/// 1 where a voxel is of the class, [N, classes, ...].
torch::Tensor one_hot(const torch::Tensor& labels, const torch::Tensor& like) {
  return torch::zeros(like.sizes(), like.options())
      .scatter_(1, labels.to(torch::kInt64).unsqueeze(1), 1);
}

}  // namespace

torch::Tensor soft_dice(const torch::Tensor& share, const torch::Tensor& labels) {
  const torch::Tensor truth = one_hot(labels, share.detach());
  const torch::Tensor both = sum_of_classes(share * truth);
  const torch::Tensor sum = sum_of_classes(share) + sum_of_classes(truth);
  const torch::Tensor dice =
      torch::where(sum > 0, 2 * both / sum.clamp_min(1e-9), torch::ones_like(sum));
  return dice.narrow(0, 1, dice.size(0) - 1);
}

SegmentationLoss segmentation_loss(const torch::Tensor& scores, const torch::Tensor& labels) {
  SegmentationLoss loss;
  loss.cross_entropy = torch::nn::functional::cross_entropy(scores, labels.to(torch::kInt64));
  const torch::Tensor share = scores.softmax(1);
  const torch::Tensor dice = soft_dice(share, labels);
  const torch::Tensor truth = one_hot(labels, scores.detach());
  const torch::Tensor present =
      (sum_of_classes(truth) > 0).to(dice.dtype()).narrow(0, 1, dice.size(0));
  loss.dice = ((1 - dice) * present).sum() / present.sum().clamp_min(1);
  loss.total = loss.cross_entropy + loss.dice;
  return loss;
}

torch::Tensor feature_difference(const std::vector<torch::Tensor>& a,
                                 const std::vector<torch::Tensor>& b) {
  TORCH_CHECK(!a.empty() && a.size() == b.size(), "features of one network are compared");
  torch::Tensor sum = (a[0] - b[0]).abs().mean();
  for (std::size_t i = 1; i < a.size(); ++i) sum = sum + (a[i] - b[i]).abs().mean();
  return sum;
}

}  // namespace transpine
