// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

namespace transpine {

/// How a discriminator's scores become a loss: squared distance to 1 and 0 (LSGAN: the paper, CUT,
/// CycleGAN), cross-entropy of logits (pix2pix), softplus (SynDiff), or the plain mean (WGAN).
enum class GanLossKind { lsgan, vanilla, softplus, wgan };

/// The mean loss of scores of any shape that should say "real" or "fake". A scalar.
torch::Tensor gan_loss(GanLossKind kind, const torch::Tensor& scores, bool should_be_real);

/// (gamma / 2) * mean over samples of the squared norm of the scores' gradient by the real images,
/// R1 of Mescheder et al. as SynDiff uses it. `images` [N, ...] must require gradients and `scores`
/// follow from them; the result can be differentiated again.
torch::Tensor r1_penalty(const torch::Tensor& scores, const torch::Tensor& images, double gamma);

}  // namespace transpine
