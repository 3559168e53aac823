// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/functional/instancenorm.h>
#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/instancenorm.h>

#include <cstdint>
#include <vector>

namespace transpine {

struct ResidualUnet3dOptions {
  std::int64_t in_channels = 1;
  std::int64_t out_channels = 1;
  std::int64_t channels = 32;  ///< Of the first stage; doubled by each.
  std::int64_t most_channels = 320;
  std::vector<std::int64_t> blocks{1, 3, 4, 6, 6, 6};  ///< Residual blocks of each stage down.
  std::int64_t decoder_blocks = 2;                     ///< Of each stage up.
};

/// Two convolutions with instance norms and leaky rectifiers, and the input added.
struct InstanceBlock3dImpl : torch::nn::Module {
  InstanceBlock3dImpl(std::int64_t in, std::int64_t out, std::int64_t stride);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::nn::Conv3d first_{nullptr}, second_{nullptr}, shortcut_{nullptr};
  torch::nn::InstanceNorm3d first_norm_{nullptr}, second_norm_{nullptr}, shortcut_norm_{nullptr};
};
TORCH_MODULE(InstanceBlock3d);

/// A UNet of residual blocks for regression and segmentation, after what nnU-Net's residual
/// encoder does with a residual decoder (beyond-facts 3.1): instance norms, trilinear doubling and
/// a convolution on the way up, concatenated skips, no final non-linearity.
///
/// forward(x [N, in, D, H, W]) -> [N, out, D, H, W]; sides are multiples of size_multiple().
class ResidualUnet3dImpl : public torch::nn::Module {
 public:
  explicit ResidualUnet3dImpl(const ResidualUnet3dOptions& options);
  torch::Tensor forward(const torch::Tensor& x);
  /// What the stages put out, down but for the two deepest, then all up: for a loss of features.
  std::vector<torch::Tensor> features(const torch::Tensor& x);

  const ResidualUnet3dOptions& options() const { return options_; }
  std::int64_t size_multiple() const;

 private:
  struct Up {
    torch::nn::Conv3d narrow{nullptr};
    torch::nn::Sequential blocks{nullptr};
  };
  std::vector<torch::Tensor> encoded(const torch::Tensor& x);
  /// The outputs of the way up, the finest last.
  std::vector<torch::Tensor> decoded(const std::vector<torch::Tensor>& stages);

  ResidualUnet3dOptions options_;
  std::vector<torch::nn::Sequential> downs_;
  std::vector<Up> ups_;
  torch::nn::Conv3d head_{nullptr};
};
TORCH_MODULE(ResidualUnet3d);

}  // namespace transpine
