// SPDX-License-Identifier: Apache-2.0
#include "core/nn/networks/ncsnpp_blocks.h"

#include <torch/nn/functional/conv.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/nn/networks/antialias.h"
#include "core/nn/sa_unet_blocks.h"

namespace transpine {
namespace nn = torch::nn;

namespace {

constexpr double kNormEpsilon = 1e-6;
constexpr double kAlmostZero = 1e-10;
/// Of the weights of layers per pixel, but for the last of an attention.
constexpr double kPerPixelScale = 0.1;

void start_uniform(const torch::Tensor& weight, double fan_in, double fan_out, double scale) {
  const torch::NoGradGuard no_grad;
  const double variance = (scale == 0 ? kAlmostZero : scale) / ((fan_in + fan_out) / 2);
  const double limit = std::sqrt(3 * variance);
  torch::Tensor(weight).uniform_(-limit, limit);
}

torch::Tensor mean_of(const torch::Tensor& a, const torch::Tensor& b) {
  return (a + b) * (1 / std::numbers::sqrt2);
}

torch::Tensor resampled(const torch::Tensor& x, Resampling resampling) {
  if (resampling == Resampling::down) return fir_down(x);
  return resampling == Resampling::up ? fir_up(x) : x;
}

}  // namespace

nn::Linear scaled_linear(std::int64_t in, std::int64_t out, double scale) {
  nn::Linear layer(in, out);
  start_uniform(layer->weight, static_cast<double>(in), static_cast<double>(out), scale);
  const torch::NoGradGuard no_grad;
  layer->bias.zero_();
  return layer;
}

nn::Conv2d scaled_conv(std::int64_t in, std::int64_t out, std::int64_t kernel, double scale,
                       bool bias) {
  nn::Conv2d layer(nn::Conv2dOptions(in, out, kernel).padding(kernel / 2).bias(bias));
  const auto area = static_cast<double>(kernel * kernel);
  start_uniform(layer->weight, area * static_cast<double>(in), area * static_cast<double>(out),
                scale);
  const torch::NoGradGuard no_grad;
  if (bias) layer->bias.zero_();
  return layer;
}

torch::Tensor step_embedding(const torch::Tensor& time, std::int64_t width,
                             const torch::Tensor& like) {
  return sinusoidal_embedding(time.to(torch::kFloat32), width).to(like.dtype());
}

nn::GroupNorm ncsnpp_norm(std::int64_t channels, bool affine) {
  return nn::GroupNorm(
      nn::GroupNormOptions(std::min<std::int64_t>(std::max<std::int64_t>(channels / 4, 1), 32),
                           channels)
          .eps(kNormEpsilon)
          .affine(affine));
}

StyledNormImpl::StyledNormImpl(std::int64_t channels, std::int64_t style_width)
    : norm(register_module("norm", ncsnpp_norm(channels, /*affine=*/false))),
      style(register_module("style", scaled_linear(style_width, 2 * channels))) {
  const torch::NoGradGuard no_grad;
  style->bias.narrow(0, 0, channels).fill_(1);
}

torch::Tensor StyledNormImpl::forward(const torch::Tensor& x, const torch::Tensor& style_vector) {
  const auto gain_bias = style(style_vector).unsqueeze(-1).unsqueeze(-1).chunk(2, /*dim=*/1);
  return torch::addcmul(gain_bias[1], gain_bias[0], norm(x));
}

NcsnppBlockImpl::NcsnppBlockImpl(std::int64_t in, std::int64_t out, std::int64_t time_width,
                                 std::int64_t style_width, Resampling resampling)
    : resampling_(resampling),
      norm_0_(register_module("GroupNorm_0", StyledNorm(in, style_width))),
      conv_0_(register_module("Conv_0", scaled_conv(in, out, 3))),
      dense_(register_module("Dense_0", scaled_linear(time_width, out))),
      norm_1_(register_module("GroupNorm_1", StyledNorm(out, style_width))),
      conv_1_(register_module("Conv_1", scaled_conv(out, out, 3, 0))) {
  if (in != out || resampling != Resampling::none) {
    shortcut_ = register_module("Conv_2", scaled_conv(in, out, 1));
  }
}

torch::Tensor NcsnppBlockImpl::forward(const torch::Tensor& x, const torch::Tensor& time,
                                       const torch::Tensor& style) {
  torch::Tensor h = resampled(torch::silu(norm_0_(x, style)), resampling_);
  h = conv_0_(h) + dense_(torch::silu(time)).unsqueeze(-1).unsqueeze(-1);
  h = conv_1_(torch::silu(norm_1_(h, style)));
  const torch::Tensor skip = resampled(x, resampling_);
  return mean_of(shortcut_ ? shortcut_(skip) : skip, h);
}

NcsnppAttentionImpl::PerPixel NcsnppAttentionImpl::add_per_pixel(int index, std::int64_t channels,
                                                                 double scale) {
  const std::string name = "NIN_" + std::to_string(index);
  const auto holder = register_module(name, std::make_shared<nn::Module>(name));
  PerPixel layer;
  layer.weight = holder->register_parameter("W", torch::empty({channels, channels}));
  layer.bias = holder->register_parameter("b", torch::zeros({channels}));
  start_uniform(layer.weight, static_cast<double>(channels), static_cast<double>(channels), scale);
  return layer;
}

NcsnppAttentionImpl::NcsnppAttentionImpl(std::int64_t channels)
    : norm_(register_module("GroupNorm_0", ncsnpp_norm(channels))) {
  for (int i = 0; i < 4; ++i) {
    layers_[static_cast<std::size_t>(i)] = add_per_pixel(i, channels, i == 3 ? 0 : kPerPixelScale);
  }
}

torch::Tensor NcsnppAttentionImpl::forward(const torch::Tensor& x) {
  // [N, pixels, channels] throughout.
  const torch::Tensor pixels = norm_(x).flatten(2).transpose(1, 2);
  const auto layer = [&](std::size_t i, const torch::Tensor& in) {
    return torch::matmul(in, layers_[i].weight) + layers_[i].bias;
  };
  const double scale = 1 / std::sqrt(static_cast<double>(x.size(1)));
  const torch::Tensor weights =
      (torch::bmm(layer(0, pixels), layer(1, pixels).transpose(1, 2)) * scale).softmax(-1);
  const torch::Tensor out = layer(3, torch::bmm(weights, layer(2, pixels)));
  return mean_of(x, out.transpose(1, 2).reshape(x.sizes()));
}

NcsnppPyramidDownImpl::NcsnppPyramidDownImpl(std::int64_t in, std::int64_t out)
    : conv_(register_module("Conv2d_0", scaled_conv(in, out, 3))) {}

torch::Tensor NcsnppPyramidDownImpl::forward(const torch::Tensor& x) {
  return torch::nn::functional::conv2d(
      fir_blur(x, 2), conv_->weight,
      torch::nn::functional::Conv2dFuncOptions().bias(conv_->bias).stride(2));
}

}  // namespace transpine
