// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

namespace transpine {

/// Mean SSIM of two images [N, 1, H, W] or [N, 1, D, H, W] whose values span `range` (Gaussian
/// window of 11 per axis, sigma 1.5; only whole windows), differentiable. Sides are at least 11.
torch::Tensor mean_ssim(const torch::Tensor& a, const torch::Tensor& b, double range = 1);

}  // namespace transpine
