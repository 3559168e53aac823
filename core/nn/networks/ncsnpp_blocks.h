// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>

#include <array>
#include <cstdint>

namespace transpine {

/// Layers with SynDiff's start values: uniform by the mean of fan in and fan out times `scale`, of
/// which 0 stands for 1e-10; biases 0.
torch::nn::Linear scaled_linear(std::int64_t in, std::int64_t out, double scale = 1);
torch::nn::Conv2d scaled_conv(std::int64_t in, std::int64_t out, std::int64_t kernel,
                              double scale = 1, bool bias = true);

/// The sinusoidal embedding of steps time [N], in the type of `like`. As in the reference it is
/// computed in float32 whatever that type is.
torch::Tensor step_embedding(const torch::Tensor& time, std::int64_t width,
                             const torch::Tensor& like);

/// NCSN++'s group norm: at most 32 groups of four or more channels.
torch::nn::GroupNorm ncsnpp_norm(std::int64_t channels, bool affine = true);

/// Group norm whose gain and bias come from a style vector. x [N, C, H, W], style [N, style].
struct StyledNormImpl : torch::nn::Module {
  StyledNormImpl(std::int64_t channels, std::int64_t style_width);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& style);

  torch::nn::GroupNorm norm{nullptr};
  torch::nn::Linear style{nullptr};
};
TORCH_MODULE(StyledNorm);

enum class Resampling { none, down, up };

/// The residual block of BigGAN type: (x + h) / sqrt(2), resampled by FIR on both ways.
struct NcsnppBlockImpl : torch::nn::Module {
  NcsnppBlockImpl(std::int64_t in, std::int64_t out, std::int64_t time_width,
                  std::int64_t style_width, Resampling resampling);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& time,
                        const torch::Tensor& style);

 private:
  Resampling resampling_;
  // In the reference's order, that of the state dict.
  StyledNorm norm_0_{nullptr};
  torch::nn::Conv2d conv_0_{nullptr};
  torch::nn::Linear dense_{nullptr};
  StyledNorm norm_1_{nullptr};
  torch::nn::Conv2d conv_1_{nullptr}, shortcut_{nullptr};
};
TORCH_MODULE(NcsnppBlock);

/// Attention over all pixels with one head: (x + attention(norm(x))) / sqrt(2).
struct NcsnppAttentionImpl : torch::nn::Module {
  explicit NcsnppAttentionImpl(std::int64_t channels);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  struct PerPixel {
    torch::Tensor weight, bias;  ///< [in, out], [out].
  };
  PerPixel add_per_pixel(int index, std::int64_t channels, double scale);

  torch::nn::GroupNorm norm_{nullptr};
  std::array<PerPixel, 4> layers_;
};
TORCH_MODULE(NcsnppAttention);

/// The input at half its size: FIR, then a strided convolution.
struct NcsnppPyramidDownImpl : torch::nn::Module {
  NcsnppPyramidDownImpl(std::int64_t in, std::int64_t out);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::nn::Conv2d conv_{nullptr};
};
TORCH_MODULE(NcsnppPyramidDown);

}  // namespace transpine
