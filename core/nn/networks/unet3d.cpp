// SPDX-License-Identifier: Apache-2.0
#include "core/nn/networks/unet3d.h"

#include <stdexcept>

namespace transpine {
namespace nn = torch::nn;

namespace {

nn::Conv3d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                       std::int64_t stride = 1) {
  return nn::Conv3d(nn::Conv3dOptions(in, out, kernel).stride(stride).padding((kernel - 1) / 2));
}

nn::ConvTranspose3d doubling(std::int64_t channels) {
  return nn::ConvTranspose3d(
      nn::ConvTranspose3dOptions(channels, channels, 4).stride(2).padding(1));
}

}  // namespace

Unet3dImpl::Unet3dImpl(const Unet3dOptions& options) : options_(options) {
  if (options.channels < 8 || options.channels % 8 != 0 || options.multipliers.empty()) {
    throw std::invalid_argument("the 3D UNet needs a level and a width that is a multiple of 8");
  }
  const std::int64_t width = options.channels;
  const std::int64_t time_channels = 4 * width;
  std::vector<std::int64_t> dims{width};
  for (const std::int64_t multiplier : options.multipliers) dims.push_back(width * multiplier);
  const std::size_t levels = options.multipliers.size();
  const auto block = [&](std::int64_t in, std::int64_t out) {
    return ResidualBlock(in, out, time_channels, 3);
  };

  init_conv_ = register_module(
      "init_conv", convolution(options.image_channels + options.condition_channels, width, 7));
  time_mlp_ = register_module("time_mlp", time_layers(width));
  const auto downs = register_module("downs", std::make_shared<nn::Module>("downs"));
  const auto ups = register_module("ups", std::make_shared<nn::Module>("ups"));
  for (std::size_t i = 0; i < levels; ++i) {
    const std::string name = std::to_string(i);
    const auto holder = downs->register_module(name, std::make_shared<nn::Module>(name));
    Level level;
    level.first = holder->register_module("0", block(dims[i], dims[i + 1]));
    level.second = holder->register_module("1", block(dims[i + 1], dims[i + 1]));
    if (i + 1 < levels) {
      level.down = holder->register_module("2", convolution(dims[i + 1], dims[i + 1], 4, 2));
    }
    downs_.push_back(level);
  }
  for (std::size_t i = 0; i < levels; ++i) {
    const std::string name = std::to_string(i);
    const auto holder = ups->register_module(name, std::make_shared<nn::Module>(name));
    const std::int64_t in = dims[levels - i], out = dims[levels - i - 1];
    Level level;
    level.first = holder->register_module("0", block(in, out));
    level.second = holder->register_module("1", block(out, out));
    if (i + 1 < levels) level.up = holder->register_module("2", doubling(out));
    ups_.push_back(level);
  }
  middle_first_ = register_module("mid_block1", block(dims.back(), dims.back()));
  middle_second_ = register_module("mid_block2", block(dims.back(), dims.back()));
  final_block_ = register_module("final_res_block", block(2 * width, width));
  final_conv_ = register_module("final_conv", convolution(width, options.out_channels, 1));
}

std::int64_t Unet3dImpl::size_multiple() const {
  return std::int64_t{1} << (options_.multipliers.size() - 1);
}

torch::Tensor Unet3dImpl::forward(const torch::Tensor& input, const torch::Tensor& time) {
  torch::Tensor x = init_conv_(input);
  const torch::Tensor first = x;
  const torch::Tensor at =
      time.defined() ? time.to(x.dtype()) : torch::ones({x.size(0)}, x.options());
  const torch::Tensor t = time_mlp_->forward(sinusoidal_embedding(at, options_.channels));
  std::vector<torch::Tensor> skips;
  for (Level& level : downs_) {
    x = level.second(level.first(x, t), t);
    skips.push_back(x);
    if (level.down) x = level.down(x);
  }
  x = middle_second_(middle_first_(x, t), t);
  for (Level& level : ups_) {
    x = 0.5 * (x + skips.back());
    skips.pop_back();
    x = level.second(level.first(x, t), t);
    if (level.up) x = level.up(x);
  }
  x = final_conv_(final_block_(torch::cat({x, first}, 1), t));
  return options_.tanh ? torch::tanh(x) : x;
}

}  // namespace transpine
