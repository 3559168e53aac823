// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>

namespace transpine {

/// Halves height and width: a binomial blur [1 2 1] with reflected border at every second pixel.
/// [N, C, H, W] -> [N, C, (H + 1) / 2, (W + 1) / 2]. Its kernel is a buffer "filt".
struct BlurDownImpl : torch::nn::Module {
  explicit BlurDownImpl(std::int64_t channels);
  torch::Tensor forward(const torch::Tensor& x);

  torch::Tensor filt;
};
TORCH_MODULE(BlurDown);

/// Doubles height and width: [1 3 3 1] with replicated border. [N, C, H, W] -> [N, C, 2H, 2W].
struct BlurUpImpl : torch::nn::Module {
  explicit BlurUpImpl(std::int64_t channels);
  torch::Tensor forward(const torch::Tensor& x);

  torch::Tensor filt;
};
TORCH_MODULE(BlurUp);

/// SynDiff's resampling by two with the FIR kernel [1 3 3 1] and zeros beyond the border; neither
/// has parameters. [N, C, H, W] -> [N, C, H / 2, W / 2] and [N, C, 2H, 2W].
torch::Tensor fir_down(const torch::Tensor& x);
torch::Tensor fir_up(const torch::Tensor& x);
/// The same filter with `pad` zeros around and no resampling: what a strided convolution follows.
torch::Tensor fir_blur(const torch::Tensor& x, std::int64_t pad);

}  // namespace transpine
