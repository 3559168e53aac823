// SPDX-License-Identifier: Apache-2.0
#include "core/nn/sa_unet.h"

#include <stdexcept>

namespace transpine {
namespace nn = torch::nn;

namespace {

void check(const SaUnetOptions& options) {
  if (options.channels < 8 || options.channels % 8 != 0) {
    throw std::invalid_argument("the SA-UNet's width must be a multiple of 8");
  }
  if (options.multipliers.empty()) throw std::invalid_argument("the SA-UNet needs a level");
}

}  // namespace

SaUnetImpl::SaUnetImpl(const SaUnetOptions& options) : options_(options) {
  check(options);
  const std::int64_t width = options.channels;
  const std::int64_t time_channels = 4 * width;
  std::vector<std::int64_t> dims{width};
  for (const std::int64_t multiplier : options.multipliers) dims.push_back(width * multiplier);
  const std::size_t levels = options.multipliers.size();

  init_conv_ = register_module(
      "init_conv",
      nn::Conv2d(nn::Conv2dOptions(1 + options.condition_channels, width, 7).padding(3)));
  time_mlp_ = register_module("time_mlp", time_layers(width));

  const auto downs = register_module("downs", std::make_shared<nn::Module>("downs"));
  const auto ups = register_module("ups", std::make_shared<nn::Module>("ups"));
  for (std::size_t i = 0; i < levels; ++i) {
    Level level = add_level(*downs, i, dims[i], dims[i + 1], dims[i + 1]);
    if (i + 1 < levels) {
      level.down = downs->named_children()[std::to_string(i)]->register_module(
          "3", nn::Conv2d(nn::Conv2dOptions(dims[i + 1], dims[i + 1], 4).stride(2).padding(1)));
    }
    downs_.push_back(level);
  }
  for (std::size_t i = 0; i < levels; ++i) {
    const std::int64_t in = dims[levels - i];
    const std::int64_t out = dims[levels - i - 1];
    Level level = add_level(*ups, i, 2 * in, out, out);
    if (i + 1 < levels) {
      level.up = ups->named_children()[std::to_string(i)]->register_module(
          "3", nn::ConvTranspose2d(nn::ConvTranspose2dOptions(out, out, 4).stride(2).padding(1)));
    }
    ups_.push_back(level);
  }

  const std::int64_t deepest = dims.back();
  middle_first_ = register_module("mid_block1", ResidualBlock(deepest, deepest, time_channels));
  middle_attention_ =
      register_module("mid_attn", AttentionBlock(AttentionKind::full, deepest, options.attention));
  middle_second_ = register_module("mid_block2", ResidualBlock(deepest, deepest, time_channels));
  final_block_ = register_module("final_res_block", ResidualBlock(2 * width, width, time_channels));
  final_conv_ = register_module(
      "final_conv", nn::Conv2d(nn::Conv2dOptions(width, options.learned_variance ? 2 : 1, 1)));
}

SaUnetImpl::Level SaUnetImpl::add_level(nn::Module& parent, std::size_t index, std::int64_t in,
                                        std::int64_t middle, std::int64_t out) {
  const std::string name = std::to_string(index);
  const auto holder = parent.register_module(name, std::make_shared<nn::Module>(name));
  const std::int64_t time_channels = 4 * options_.channels;
  Level level;
  level.first = holder->register_module("0", ResidualBlock(in, middle, time_channels));
  level.second = holder->register_module("1", ResidualBlock(middle, out, time_channels));
  level.attention =
      holder->register_module("2", AttentionBlock(AttentionKind::linear, out, options_.attention));
  return level;
}

std::int64_t SaUnetImpl::size_multiple() const {
  return std::int64_t{1} << (options_.multipliers.size() - 1);
}

torch::Tensor SaUnetImpl::forward(const torch::Tensor& input, const torch::Tensor& time) {
  torch::Tensor x = init_conv_(input);
  const torch::Tensor first = x;
  const torch::Tensor t =
      time_mlp_->forward(sinusoidal_embedding(time.to(x.dtype()), options_.channels));

  std::vector<torch::Tensor> skips;
  for (Level& level : downs_) {
    x = level.attention(level.second(level.first(x, t), t));
    skips.push_back(x);
    if (level.down) x = level.down(x);
  }
  x = middle_second_(middle_attention_(middle_first_(x, t)), t);
  for (Level& level : ups_) {
    x = torch::cat({x, skips.back()}, 1);
    skips.pop_back();
    x = level.attention(level.second(level.first(x, t), t));
    if (level.up) x = level.up(x);
  }
  return final_conv_(final_block_(torch::cat({x, first}, 1), t));
}

void initialise_convolutions(nn::Module& network) {
  const torch::NoGradGuard no_grad;
  for (const auto& module : network.modules()) {
    if (auto* conv = module->as<nn::Conv2d>()) conv->weight.normal_(0, 0.02);
    if (auto* conv = module->as<nn::ConvTranspose2d>()) conv->weight.normal_(0, 0.02);
  }
}

}  // namespace transpine
