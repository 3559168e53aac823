// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "core/nn/diffusion_model.h"

namespace transpine {

/// Normally distributed values of a shape, on the model's device.
using NormalNoise = std::function<torch::Tensor(const std::vector<std::int64_t>& shape)>;

/// A CT [N, 1, ...] of the MR (with position ramps where the model has them) [N, C, ...] by DDIM.
/// `denoiser` works where the model does: of a wavelet model on bands, whose x0 is kept such that
/// the image stays within [-1, 1]. A Fast-DDPM model visits its own times without new noise,
/// whatever `options` say. Undefined when the observer ended it.
torch::Tensor sample_ct(const DiffusionModelConfig& config, const DiffusionSchedule& schedule,
                        const Denoiser& denoiser, const torch::Tensor& mr, const NormalNoise& noise,
                        DdimOptions options, const DdimObserver& observer = {});

}  // namespace transpine
