// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <vector>

#include "core/nn/sa_unet_blocks.h"

namespace transpine {

struct Unet3dOptions {
  std::int64_t channels = 64;  ///< Width of the first level; a multiple of 8.
  std::vector<std::int64_t> multipliers{1, 2, 4, 8};
  std::int64_t image_channels = 1;      ///< Of x_t.
  std::int64_t condition_channels = 4;  ///< The MR and three position ramps.
  std::int64_t out_channels = 1;
  bool tanh = false;  ///< As a generator: the last layer's output within [-1, 1].
};

/// The 3D network of the paper (section 1.10): no attention, skips averaged instead of
/// concatenated. Parameter names as in the reference and the published weights.
///
/// forward(x [N, image_channels + condition_channels, D, H, W], time [N]) -> [N, out_channels, D,
/// H, W]; the sides are multiples of size_multiple(). An undefined `time` counts as 1: how the
/// network serves as a generator, whose input has no x_t.
class Unet3dImpl : public torch::nn::Module {
 public:
  explicit Unet3dImpl(const Unet3dOptions& options);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& time = {});

  const Unet3dOptions& options() const { return options_; }
  std::int64_t size_multiple() const;

 private:
  struct Level {
    ResidualBlock first{nullptr}, second{nullptr};
    torch::nn::Conv3d down{nullptr};
    torch::nn::ConvTranspose3d up{nullptr};
  };

  Unet3dOptions options_;
  torch::nn::Conv3d init_conv_{nullptr};
  torch::nn::Sequential time_mlp_{nullptr};
  std::vector<Level> downs_, ups_;
  ResidualBlock middle_first_{nullptr}, middle_second_{nullptr};
  ResidualBlock final_block_{nullptr};
  torch::nn::Conv3d final_conv_{nullptr};
};
TORCH_MODULE(Unet3d);

}  // namespace transpine
