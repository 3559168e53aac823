// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/nn/diffusion.h"

namespace transpine {

struct DiffusionLossOptions {
  DiffusionMode mode = DiffusionMode::image;
  bool l2 = false;  ///< Squared instead of absolute differences.
  /// Adds VLB / 1000 of the network's second channel.
  bool learned_variance = false;
  double ssim_weight = 0;  ///< Image mode: adds weight * (1 - SSIM) of the images scaled to [0, 1].
};

/// x_t = sqrt(alpha_bar) x0 + sqrt(1 - alpha_bar) noise. x0, noise [N, 1, ...]; t int64 [N].
torch::Tensor diffuse(const DiffusionSchedule& schedule, const torch::Tensor& x0,
                      const torch::Tensor& t, const torch::Tensor& noise);

struct DiffusionLoss {
  torch::Tensor total;          ///< Scalar.
  torch::Tensor variance_term;  ///< Scalar; what of `total` comes from the learned variance.
};

/// The training objective (section 1.3) of the network's `output` [N, 1 or 2, ...] for x_t.
DiffusionLoss diffusion_loss(const DiffusionSchedule& schedule, const torch::Tensor& output,
                             const torch::Tensor& x0, const torch::Tensor& x_t,
                             const torch::Tensor& t, const torch::Tensor& noise,
                             const DiffusionLossOptions& options);

}  // namespace transpine
