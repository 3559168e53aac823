// SPDX-License-Identifier: Apache-2.0
#include "core/nn/networks/pix2pix_unet.h"

#include <torch/nn/functional/instancenorm.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/instancenorm.h>
#include <torch/nn/modules/padding.h>

#include <string>

namespace transpine {
namespace nn = torch::nn;

namespace {

constexpr double kBridgeDropout = 0.5;

/// Convolution, norm, border.
void push_convolution(nn::Sequential& block, std::int64_t in, std::int64_t out) {
  block->push_back(nn::Conv2d(nn::Conv2dOptions(in, out, 3)));
  block->push_back(nn::InstanceNorm2d(out));
  block->push_back(nn::ReflectionPad2d(1));
}

nn::PReLU rectifier(std::int64_t channels) {
  return nn::PReLU(nn::PReLUOptions().num_parameters(channels));
}

nn::Sequential double_convolution(std::int64_t in, std::int64_t middle, std::int64_t out) {
  nn::Sequential block;
  push_convolution(block, in, middle);
  block->push_back(rectifier(middle));
  push_convolution(block, middle, out);
  block->push_back(rectifier(out));
  return block;
}

nn::Sequential bridge(std::int64_t channels) {
  nn::Sequential block;
  for (const auto& [in, out] :
       {std::pair(channels, 2 * channels), std::pair(2 * channels, channels)}) {
    push_convolution(block, in, out);
    block->push_back(nn::Dropout(kBridgeDropout));
    block->push_back(nn::ReLU());
  }
  return block;
}

std::shared_ptr<nn::Module> child(nn::Module& parent, const std::string& name) {
  return parent.register_module(name, std::make_shared<nn::Module>(name));
}

}  // namespace

Pix2PixUnetImpl::Pix2PixUnetImpl(const Pix2PixUnetOptions& options) : options_(options) {
  const auto width = [&](int level) { return options.channels << level; };
  bridge_ =
      child(*this, "bridgeBlock")->register_module("conv_block", bridge(width(options.levels - 1)));
  last_ = register_module(
      "lastLayer",
      nn::Sequential(nn::Conv2d(nn::Conv2dOptions(options.channels / 2, options.out_channels, 1)),
                     nn::Tanh()));
  const auto downs = child(*this, "downs");
  const auto ups = child(*this, "ups");
  for (int level = 0; level < options.levels; ++level) {
    const std::int64_t in = level == 0 ? options.in_channels : width(level - 1);
    const std::int64_t out = width(level);
    const auto holder = child(*downs, std::to_string(level));
    Down down;
    down.pool =
        holder->register_module("pool", nn::Conv2d(nn::Conv2dOptions(out, out, 2).stride(2)));
    down.conv_block = holder->register_module("conv_block", double_convolution(in, out, out));
    downs_.push_back(down);
  }
  for (int i = 0; i < options.levels; ++i) {
    const std::int64_t in = width(options.levels - 1 - i);
    const auto holder = child(*ups, std::to_string(i));
    Up up;
    nn::Sequential block = double_convolution(2 * in, in, in / 2);
    if (i + 1 < options.levels) block->push_back(nn::Dropout(options.dropout));
    up.conv_block = holder->register_module("conv_block", block);
    up.up_conv = holder->register_module(
        "up_conv", nn::ConvTranspose2d(nn::ConvTranspose2dOptions(in, in, 2).stride(2)));
    ups_.push_back(up);
  }
}

std::vector<torch::Tensor> Pix2PixUnetImpl::all_outputs(const torch::Tensor& x) {
  std::vector<torch::Tensor> outputs;
  torch::Tensor at = x;
  for (Down& down : downs_) {
    outputs.push_back(down.conv_block->forward(at));
    at = down.pool(outputs.back());
  }
  outputs.push_back(bridge_->forward(at));
  const std::size_t bridge = downs_.size();
  for (std::size_t i = 0; i < ups_.size(); ++i) {
    const torch::Tensor wide = ups_[i].up_conv(outputs.back());
    outputs.push_back(ups_[i].conv_block->forward(torch::cat({wide, outputs[bridge - 1 - i]}, 1)));
  }
  return outputs;
}

torch::Tensor Pix2PixUnetImpl::forward(const torch::Tensor& x) {
  return last_->forward(all_outputs(x).back());
}

std::vector<torch::Tensor> Pix2PixUnetImpl::features(const torch::Tensor& x,
                                                     const std::set<std::size_t>& layers) {
  const auto outputs = all_outputs(x);
  std::vector<torch::Tensor> found;
  for (const std::size_t layer : layers) found.push_back(outputs.at(layer));
  return found;
}

}  // namespace transpine
