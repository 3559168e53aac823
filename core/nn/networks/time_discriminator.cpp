// SPDX-License-Identifier: Apache-2.0
#include "core/nn/networks/time_discriminator.h"

#include <torch/nn/modules/activation.h>

#include <algorithm>
#include <numbers>
#include <string>

#include "core/nn/networks/antialias.h"
#include "core/nn/networks/ncsnpp_blocks.h"

namespace transpine {
namespace nn = torch::nn;

namespace {

constexpr std::int64_t kDeviationGroup = 4;

torch::Tensor leaky(const torch::Tensor& x) {
  return torch::leaky_relu(x, 0.2);
}

/// The standard deviation over each group of images, averaged: [N, 1, H, W].
torch::Tensor batch_deviation(const torch::Tensor& x) {
  const std::int64_t n = x.size(0), group = std::min(n, kDeviationGroup);
  const torch::Tensor grouped = x.view({group, n / group, -1});
  return (grouped.var(0, /*unbiased=*/false) + 1e-8)
      .sqrt()
      .mean(1)
      .repeat({group})
      .view({n, 1, 1, 1})
      .expand({n, 1, x.size(2), x.size(3)});
}

}  // namespace

TimeDownBlockImpl::TimeDownBlockImpl(std::int64_t in, std::int64_t out, std::int64_t time_width,
                                     bool halves)
    : halves_(halves),
      conv1_(register_module("conv1", nn::Sequential(scaled_conv(in, out, 3)))),
      conv2_(register_module("conv2", nn::Sequential(scaled_conv(out, out, 3, 0)))),
      dense_(register_module("dense_t1", scaled_linear(time_width, out))) {
  skip_ = register_module("skip", nn::Sequential(scaled_conv(in, out, 1, 1, /*bias=*/false)));
}

torch::Tensor TimeDownBlockImpl::forward(const torch::Tensor& x, const torch::Tensor& time) {
  torch::Tensor h = conv1_->forward(leaky(x)) + dense_(time).unsqueeze(-1).unsqueeze(-1);
  h = leaky(h);
  if (halves_) h = fir_down(h);
  return (conv2_->forward(h) + skip_->forward(halves_ ? fir_down(x) : x)) *
         (1 / std::numbers::sqrt2);
}

TimeDiscriminatorImpl::TimeDiscriminatorImpl(const TimeDiscriminatorOptions& options)
    : time_width_(options.time_width) {
  const std::int64_t width = options.channels, t = options.time_width;
  const auto embedding = register_module("t_embed", std::make_shared<nn::Module>("t_embed"));
  time_ = embedding->register_module(
      "main",
      nn::Sequential(scaled_linear(t, t), nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2)),
                     scaled_linear(t, t)));
  start_ = register_module("start_conv", scaled_conv(2, 2 * width, 1));
  // Channels after each block, in widths.
  const std::vector<std::int64_t> small{2, 4, 8, 8}, large{4, 8, 8, 8, 8, 8};
  std::int64_t in = 2 * width;
  for (const std::int64_t widths : options.large ? large : small) {
    const bool halves = options.large || !blocks_.empty();
    blocks_.push_back(register_module("conv" + std::to_string(blocks_.size() + 1),
                                      TimeDownBlock(in, widths * width, t, halves)));
    in = widths * width;
  }
  final_ = register_module("final_conv", scaled_conv(in + 1, in, 3));
  end_ = register_module("end_linear", scaled_linear(in, 1));
}

torch::Tensor TimeDiscriminatorImpl::forward(const torch::Tensor& x, const torch::Tensor& time,
                                             const torch::Tensor& x_next) {
  const torch::Tensor t = leaky(time_->forward(step_embedding(time, time_width_, x)));
  torch::Tensor h = start_(torch::cat({x, x_next}, 1));
  for (TimeDownBlock& block : blocks_) h = block(h, t);
  h = leaky(final_(torch::cat({h, batch_deviation(h)}, 1)));
  return end_(h.flatten(2).sum(2));
}

}  // namespace transpine
