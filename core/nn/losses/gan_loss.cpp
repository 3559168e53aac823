// SPDX-License-Identifier: Apache-2.0
#include "core/nn/losses/gan_loss.h"

#include <torch/autograd.h>

namespace transpine {

torch::Tensor gan_loss(GanLossKind kind, const torch::Tensor& scores, bool should_be_real) {
  const torch::Tensor toward_real = should_be_real ? -scores : scores;
  switch (kind) {
    case GanLossKind::lsgan:
      return (scores - (should_be_real ? 1 : 0)).square().mean();
    // The cross-entropy of a logit against 1 is the softplus of its negative.
    case GanLossKind::vanilla:
    case GanLossKind::softplus:
      return torch::softplus(toward_real).mean();
    case GanLossKind::wgan:
      return toward_real.mean();
  }
  return {};
}

torch::Tensor r1_penalty(const torch::Tensor& scores, const torch::Tensor& images, double gamma) {
  const torch::Tensor gradient =
      torch::autograd::grad({scores.sum()}, {images}, {}, /*retain_graph=*/true,
                            /*create_graph=*/true)
          .at(0);
  return gradient.flatten(1).square().sum(1).mean() * (gamma / 2);
}

}  // namespace transpine
