// SPDX-License-Identifier: Apache-2.0
#include "core/nn/sa_unet_blocks.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/functional.h>
#include <torch/nn/modules/linear.h>

#include <cmath>

namespace transpine {
namespace nn = torch::nn;

namespace {

constexpr std::int64_t norm_groups = 8;
constexpr double norm_epsilon = 1e-5;

/// A module without a forward of its own: a level in the reference's parameter names.
std::shared_ptr<nn::Module> add_level(nn::Module& parent, const std::string& name) {
  return parent.register_module(name, std::make_shared<nn::Module>(name));
}

nn::AnyModule convolution(int dimensions, std::int64_t in, std::int64_t out, std::int64_t kernel) {
  const std::int64_t padding = kernel / 2;
  if (dimensions == 3) {
    return nn::AnyModule(nn::Conv3d(nn::Conv3dOptions(in, out, kernel).padding(padding)));
  }
  return nn::AnyModule(nn::Conv2d(nn::Conv2dOptions(in, out, kernel).padding(padding)));
}

}  // namespace

torch::Tensor sinusoidal_embedding(const torch::Tensor& time, std::int64_t dim) {
  const std::int64_t half = dim / 2;
  const double step = std::log(10000.0) / static_cast<double>(half - 1);
  const torch::Tensor frequencies = torch::exp(torch::arange(half, time.options()) * -step);
  const torch::Tensor angles = time.unsqueeze(1) * frequencies.unsqueeze(0);
  return torch::cat({angles.sin(), angles.cos()}, 1);
}

ChannelNormImpl::ChannelNormImpl(std::int64_t channels)
    : g(register_parameter("g", torch::ones({1, channels, 1, 1}))),
      b(register_parameter("b", torch::zeros({1, channels, 1, 1}))) {}

torch::Tensor ChannelNormImpl::forward(const torch::Tensor& x) {
  // A variance written out: torch's own is four times slower along this axis.
  const torch::Tensor centred = x - x.mean(1, /*keepdim=*/true);
  const torch::Tensor variance = centred.square().mean(1, /*keepdim=*/true);
  return centred * (variance + norm_epsilon).rsqrt() * g + b;
}

AttentionBlockImpl::AttentionBlockImpl(AttentionKind kind, std::int64_t channels,
                                       const AttentionOptions& options)
    : kind_(kind), options_(options) {
  const std::int64_t hidden = options.heads * options.head_channels;
  const auto pre_norm = add_level(*this, "fn");
  const auto attention = add_level(*pre_norm, "fn");
  norm_ = pre_norm->register_module("norm", ChannelNorm(channels));
  to_qkv_ = attention->register_module(
      "to_qkv", nn::Conv2d(nn::Conv2dOptions(channels, 3 * hidden, 1).bias(false)));
  const nn::Conv2d out(nn::Conv2dOptions(hidden, channels, 1));
  if (kind == AttentionKind::full) {
    to_out_ = attention->register_module("to_out", out);
  } else {
    const auto to_out = add_level(*attention, "to_out");
    to_out_ = to_out->register_module("0", out);
    out_norm_ = to_out->register_module("1", ChannelNorm(channels));
  }
}

torch::Tensor AttentionBlockImpl::forward(const torch::Tensor& x) {
  const torch::Tensor normed = norm_(x);
  return x + (kind_ == AttentionKind::linear ? linear_attention(normed) : full_attention(normed));
}

std::array<torch::Tensor, 3> AttentionBlockImpl::query_key_value(const torch::Tensor& x) {
  const auto [n, h, w] = std::tuple(x.size(0), x.size(2), x.size(3));
  // One contiguous copy, so that the products below need none.
  const torch::Tensor qkv = to_qkv_(x)
                                .view({n, 3, options_.heads * options_.head_channels, h * w})
                                .transpose(0, 1)
                                .contiguous()
                                .view({3, n * options_.heads, options_.head_channels, h * w});
  const auto parts = qkv.unbind(0);
  return {parts[0], parts[1], parts[2]};
}

torch::Tensor AttentionBlockImpl::linear_attention(const torch::Tensor& x) {
  const auto [query, key, value] = query_key_value(x);
  const double scale = 1 / std::sqrt(static_cast<double>(options_.head_channels));
  // context[d, e] = sum over pixels of k_d v_e; out_e = sum over d of context[d, e] q_d. The scale
  // is applied to the small context instead of to the large query.
  const torch::Tensor context = torch::bmm(key.softmax(-1), value.transpose(-1, -2)) * scale;
  const torch::Tensor out = torch::bmm(context.transpose(-1, -2), query.softmax(-2));
  return out_norm_(to_out_(out.view({x.size(0), -1, x.size(2), x.size(3)})));
}

torch::Tensor AttentionBlockImpl::full_attention(const torch::Tensor& x) {
  const auto [query, key, value] = query_key_value(x);
  const double scale = 1 / std::sqrt(static_cast<double>(options_.head_channels));
  const torch::Tensor weights = torch::bmm((query * scale).transpose(-1, -2), key).softmax(-1);
  const torch::Tensor out = torch::bmm(value, weights.transpose(-1, -2));
  return to_out_(out.view({x.size(0), -1, x.size(2), x.size(3)}));
}

nn::Sequential time_layers(std::int64_t width) {
  // The first holds the place of the sinusoidal embedding in the reference's numbering.
  return nn::Sequential(nn::Functional([](const torch::Tensor& x) { return x; }),
                        nn::Linear(width, 4 * width), nn::GELU(), nn::Linear(4 * width, 4 * width));
}

ResidualBlockImpl::ConvNorm ResidualBlockImpl::add_conv_norm(const std::string& name,
                                                             std::int64_t in, std::int64_t out) {
  const auto level = add_level(*this, name);
  ConvNorm part;
  part.proj = convolution(dimensions_, in, out, 3);
  level->register_module("proj", part.proj.ptr());
  part.norm = level->register_module("norm", nn::GroupNorm(nn::GroupNormOptions(norm_groups, out)));
  return part;
}

ResidualBlockImpl::ResidualBlockImpl(std::int64_t in, std::int64_t out, std::int64_t time_channels,
                                     int dimensions)
    : dimensions_(dimensions),
      time_mlp_(
          register_module("mlp", nn::Sequential(nn::SiLU(), nn::Linear(time_channels, 2 * out)))),
      first_(add_conv_norm("block1", in, out)),
      second_(add_conv_norm("block2", out, out)) {
  if (in != out) {
    shortcut_ = convolution(dimensions, in, out, 1);
    register_module("res_conv", shortcut_.ptr());
  }
}

torch::Tensor ResidualBlockImpl::forward(const torch::Tensor& x, const torch::Tensor& time) {
  torch::Tensor scale_shift = time_mlp_->forward(time);
  for (int axis = 0; axis < dimensions_; ++axis) scale_shift = scale_shift.unsqueeze(-1);
  const auto parts = scale_shift.chunk(2, /*dim=*/1);
  torch::Tensor h = first_.norm(first_.proj.forward(x));
  h = torch::silu(torch::addcmul(parts[1], h, parts[0] + 1));
  h = torch::silu(second_.norm(second_.proj.forward(h)));
  return h + (shortcut_.is_empty() ? x : shortcut_.forward(x));
}

}  // namespace transpine
