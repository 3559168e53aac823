// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/normalization.h>

#include <array>
#include <cstdint>
#include <string>

namespace transpine {

// The parts of the SA-UNet (section 1.9 of the specification). Their children are registered under
// the reference implementation's names and in its order, so that state dicts are interchangeable.

/// Sines and cosines of `time` at `dim` / 2 frequencies from 1 to 1/10000.
/// time [N] (floating point, 0..999) -> [N, dim].
torch::Tensor sinusoidal_embedding(const torch::Tensor& time, std::int64_t dim);

/// Layer norm per pixel over the channels. [N, C, H, W] -> same shape.
struct ChannelNormImpl : torch::nn::Module {
  explicit ChannelNormImpl(std::int64_t channels);
  torch::Tensor forward(const torch::Tensor& x);

  torch::Tensor g, b;
};
TORCH_MODULE(ChannelNorm);

/// Which attention a block holds: linear in the number of pixels, or full.
enum class AttentionKind { linear, full };

struct AttentionOptions {
  std::int64_t heads = 4;
  std::int64_t head_channels = 32;
};

/// Residual(PreNorm(attention)): x + attention(norm(x)). [N, C, H, W] -> same shape.
struct AttentionBlockImpl : torch::nn::Module {
  AttentionBlockImpl(AttentionKind kind, std::int64_t channels, const AttentionOptions& options);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  /// Each [N * heads, head channels, H * W], contiguous.
  std::array<torch::Tensor, 3> query_key_value(const torch::Tensor& x);
  torch::Tensor linear_attention(const torch::Tensor& x);
  torch::Tensor full_attention(const torch::Tensor& x);

  AttentionKind kind_;
  AttentionOptions options_;
  ChannelNorm norm_{nullptr};
  torch::nn::Conv2d to_qkv_{nullptr};
  torch::nn::Conv2d to_out_{nullptr};
  ChannelNorm out_norm_{nullptr};
};
TORCH_MODULE(AttentionBlock);

/// The layers that follow a sinusoidal embedding of `width` values: to 4 * width values.
torch::nn::Sequential time_layers(std::int64_t width);

/// Two times convolution, group norm (8), SiLU; the time's scale and shift after the first norm; a
/// 1x1 convolution on the shortcut where the channels change. In 2 or 3 dimensions:
/// x [N, in, (D,) H, W], time [N, time_channels] -> [N, out, (D,) H, W].
struct ResidualBlockImpl : torch::nn::Module {
  ResidualBlockImpl(std::int64_t in, std::int64_t out, std::int64_t time_channels,
                    int dimensions = 2);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& time);

 private:
  struct ConvNorm {
    torch::nn::AnyModule proj;
    torch::nn::GroupNorm norm{nullptr};
  };
  ConvNorm add_conv_norm(const std::string& name, std::int64_t in, std::int64_t out);

  int dimensions_;
  torch::nn::Sequential time_mlp_{nullptr};
  ConvNorm first_, second_;
  torch::nn::AnyModule shortcut_;
};
TORCH_MODULE(ResidualBlock);

}  // namespace transpine
