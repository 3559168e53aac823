// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <vector>

#include "core/nn/sa_unet_blocks.h"

namespace transpine {

struct SaUnetOptions {
  std::int64_t channels = 64;  ///< Width of the first level; a multiple of 8.
  std::vector<std::int64_t> multipliers{1, 2, 4, 8};
  std::int64_t condition_channels = 1;
  bool learned_variance = false;  ///< Two outputs: the mean part, the variance part.
  AttentionOptions attention = {};
};

/// The 2D network of the paper: a UNet with linear attention at every level and full attention at
/// the bottleneck (section 1.9 of the specification). Parameter names as in the reference.
///
/// forward(x [N, 1 + condition_channels, H, W], time [N]) -> [N, 1 or 2, H, W]; H and W multiples
/// of `size_multiple()`; `time` is 0..999 in the element type of x.
class SaUnetImpl : public torch::nn::Module {
 public:
  explicit SaUnetImpl(const SaUnetOptions& options);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& time);

  /// The outputs of numbered blocks, for the contrastive loss; ends after the last of them. The
  /// blocks of L levels: 0 the first convolution; 1 to 4 L the levels down, each two residual
  /// blocks, attention, change of resolution (none at the last level: its number stays); then two
  /// of the bridge around its attention; 4 L levels up; the final block; the last convolution. So
  /// 4, 8, 12 ... are what a level hands down. Throws std::invalid_argument for other numbers.
  std::vector<torch::Tensor> features(const torch::Tensor& x, const torch::Tensor& time,
                                      const std::set<std::size_t>& blocks);
  std::size_t block_count() const { return blocks_.size(); }

  const SaUnetOptions& options() const { return options_; }
  /// What height and width must be a multiple of: 2 per down-sampling.
  std::int64_t size_multiple() const;

 private:
  /// Two residual blocks, attention, and a change of resolution but at the last level.
  struct Level {
    ResidualBlock first{nullptr}, second{nullptr};
    AttentionBlock attention{nullptr};
    torch::nn::Conv2d down{nullptr};
    torch::nn::ConvTranspose2d up{nullptr};
  };
  Level add_level(torch::nn::Module& parent, std::size_t index, std::int64_t in,
                  std::int64_t middle, std::int64_t out);

  /// What the blocks pass on.
  struct Pass {
    torch::Tensor x, time, first;
    std::vector<torch::Tensor> skips;
  };
  using Block = std::function<void(Pass&)>;
  Pass begin(const torch::Tensor& x, const torch::Tensor& time);
  void number_blocks();
  void number_level(Level level, bool down);

  SaUnetOptions options_;
  torch::nn::Conv2d init_conv_{nullptr};
  torch::nn::Sequential time_mlp_{nullptr};
  std::vector<Level> downs_, ups_;
  ResidualBlock middle_first_{nullptr}, middle_second_{nullptr};
  AttentionBlock middle_attention_{nullptr};
  ResidualBlock final_block_{nullptr};
  torch::nn::Conv2d final_conv_{nullptr};
  std::vector<Block> blocks_;
};
TORCH_MODULE(SaUnet);

}  // namespace transpine
