// SPDX-License-Identifier: Apache-2.0
#include "core/nn/diffusion_sampling.h"

#include "core/nn/wavelets.h"

namespace transpine {

torch::Tensor sample_ct(const DiffusionModelConfig& config, const DiffusionSchedule& schedule,
                        const Denoiser& denoiser, const torch::Tensor& mr, const NormalNoise& noise,
                        DdimOptions options, const DdimObserver& observer) {
  const torch::NoGradGuard no_grad;
  options.mode = config.mode;
  if (!config.times.empty()) {
    options.times = config.times;
    options.eta = 0;
  }
  torch::Tensor condition = mr;
  if (config.wavelets) {
    condition = to_wavelets(mr.narrow(1, 0, 1));
    options.clamp_x0 = true;
    options.clamp = [](const torch::Tensor& bands) {
      return to_wavelets(from_wavelets(bands).clamp(-1, 1));
    };
  }
  std::vector<std::int64_t> shape = condition.sizes().vec();
  shape[1] = config.network.image_channels;
  const torch::Tensor start = noise(shape);
  const torch::Tensor x0 = ddim_sample(
      schedule, denoiser, condition, start, [&](int) { return noise(shape); }, options, observer);
  return x0.defined() && config.wavelets ? from_wavelets(x0) : x0;
}

}  // namespace transpine
