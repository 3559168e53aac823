// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "core/nn/networks/ncsnpp_blocks.h"

namespace transpine {

struct NcsnppOptions {
  std::int64_t image_size = 256;  ///< Of the training: it places the attention.
  std::int64_t in_channels = 2;   ///< x_{t+1} and the source; also the number of outputs.
  std::int64_t channels = 64;
  std::vector<std::int64_t> multipliers{1, 1, 2, 2, 4, 4};
  int blocks = 2;                    ///< Residual blocks of a level.
  std::int64_t attention_size = 16;  ///< The level of this height has attention; so has the middle.
  std::int64_t latent_size = 100;
  std::int64_t latent_width = 256;
  int latent_layers = 3;
  bool tanh = true;
};

/// SynDiff's diffusive generator, NCSN++ with group norms that a random latent steers
/// (section 3.3). Parameter names as in the reference.
///
/// forward(x [N, in_channels, H, W], time [N], latent [N, latent_size]) -> [N, in_channels, H, W],
/// of which SynDiff uses the first channel as x0; H and W multiples of size_multiple().
class NcsnppImpl : public torch::nn::Module {
 public:
  explicit NcsnppImpl(const NcsnppOptions& options);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& time,
                        const torch::Tensor& latent);

  const NcsnppOptions& options() const { return options_; }
  std::int64_t size_multiple() const {
    return std::int64_t{1} << (options_.multipliers.size() - 1);
  }

 private:
  /// A residual block and the attention after it.
  struct Stage {
    NcsnppBlock block{nullptr};
    NcsnppAttention attention{nullptr};
  };
  struct Level {
    std::vector<Stage> stages;
    NcsnppBlock resample{nullptr};       ///< To the next level.
    NcsnppPyramidDown pyramid{nullptr};  ///< The input at the next level's size; way down only.
  };
  class Builder;

  NcsnppOptions options_;
  torch::nn::Linear time_first_{nullptr}, time_second_{nullptr};
  torch::nn::Conv2d first_{nullptr}, last_{nullptr};
  std::vector<Level> downs_, ups_;
  Stage middle_first_;
  NcsnppBlock middle_second_{nullptr};
  torch::nn::GroupNorm norm_{nullptr};
  torch::nn::Sequential latent_{nullptr};
};
TORCH_MODULE(Ncsnpp);

}  // namespace transpine
