// SPDX-License-Identifier: Apache-2.0
#include "core/nn/networks/resnet_generator.h"

#include <torch/nn/functional/instancenorm.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>
#include <torch/nn/modules/instancenorm.h>
#include <torch/nn/modules/padding.h>

#include "core/nn/networks/antialias.h"

namespace transpine {
namespace nn = torch::nn;

namespace {

nn::Conv2d conv(std::int64_t in, std::int64_t out, std::int64_t kernel, std::int64_t padding = 0,
                std::int64_t stride = 1) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, kernel).padding(padding).stride(stride));
}

/// x + [pad, conv, norm, ReLU, (dropout,) pad, conv, norm](x).
struct BlockImpl : nn::Module {
  BlockImpl(std::int64_t channels, const ResnetGeneratorOptions& options)
      : conv_block(register_module("conv_block", nn::Sequential())) {
    conv_block->push_back(nn::ReflectionPad2d(1));
    conv_block->push_back(conv(channels, channels, 3));
    conv_block->push_back(nn::InstanceNorm2d(channels));
    conv_block->push_back(nn::ReLU());
    if (options.dropout_layer) conv_block->push_back(nn::Dropout(options.dropout));
    conv_block->push_back(nn::ReflectionPad2d(1));
    conv_block->push_back(conv(channels, channels, 3));
    conv_block->push_back(nn::InstanceNorm2d(channels));
  }
  torch::Tensor forward(const torch::Tensor& x) { return x + conv_block->forward(x); }

  nn::Sequential conv_block;
};
TORCH_MODULE(Block);

void add_down(nn::Sequential& model, std::int64_t width, bool antialias) {
  model->push_back(conv(width, 2 * width, 3, 1, antialias ? 1 : 2));
  model->push_back(nn::InstanceNorm2d(2 * width));
  model->push_back(nn::ReLU());
  if (antialias) model->push_back(BlurDown(2 * width));
}

void add_up(nn::Sequential& model, std::int64_t width, bool antialias) {
  if (antialias) {
    model->push_back(BlurUp(width));
    model->push_back(conv(width, width / 2, 3, 1));
  } else {
    model->push_back(nn::ConvTranspose2d(
        nn::ConvTranspose2dOptions(width, width / 2, 3).stride(2).padding(1).output_padding(1)));
  }
  model->push_back(nn::InstanceNorm2d(width / 2));
  model->push_back(nn::ReLU());
}

}  // namespace

ResnetGeneratorImpl::ResnetGeneratorImpl(const ResnetGeneratorOptions& options)
    : options_(options), model_(register_module("model", nn::Sequential())) {
  std::int64_t width = options.channels;
  model_->push_back(nn::ReflectionPad2d(3));
  model_->push_back(conv(options.in_channels, width, 7));
  model_->push_back(nn::InstanceNorm2d(width));
  model_->push_back(nn::ReLU());
  for (int i = 0; i < options.downsamplings; ++i, width *= 2) {
    add_down(model_, width, options.antialias);
  }
  for (int i = 0; i < options.blocks; ++i) model_->push_back(Block(width, options));
  for (int i = 0; i < options.downsamplings; ++i, width /= 2) {
    add_up(model_, width, options.antialias);
  }
  model_->push_back(nn::ReflectionPad2d(3));
  model_->push_back(conv(width, options.out_channels, 7));
  model_->push_back(nn::Tanh());
}

torch::Tensor ResnetGeneratorImpl::forward(const torch::Tensor& x) {
  return model_->forward(x);
}

std::vector<torch::Tensor> ResnetGeneratorImpl::features(const torch::Tensor& x,
                                                         const std::set<std::size_t>& layers) {
  std::vector<torch::Tensor> found;
  torch::Tensor at = x;
  std::size_t index = 0;
  for (nn::AnyModule& layer : *model_) {
    at = layer.forward(at);
    if (layers.contains(index++)) found.push_back(at);
    if (found.size() == layers.size()) break;
  }
  return found;
}

}  // namespace transpine
