// SPDX-License-Identifier: Apache-2.0
#include "core/nn/networks/discriminators.h"

#include <torch/nn/functional/instancenorm.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/instancenorm.h>

#include <algorithm>

#include "core/nn/networks/antialias.h"

namespace transpine {
namespace nn = torch::nn;

namespace {

constexpr std::int64_t kWidest = 8;  ///< Times the first layer's channels.

nn::LeakyReLU leaky() {
  return nn::LeakyReLU(nn::LeakyReLUOptions().negative_slope(0.2));
}

nn::AnyModule convolution(int dimensions, std::int64_t in, std::int64_t out, std::int64_t stride) {
  if (dimensions == 3) {
    return nn::AnyModule(nn::Conv3d(nn::Conv3dOptions(in, out, 4).stride(stride).padding(1)));
  }
  return nn::AnyModule(nn::Conv2d(nn::Conv2dOptions(in, out, 4).stride(stride).padding(1)));
}

nn::AnyModule instance_norm(int dimensions, std::int64_t channels) {
  if (dimensions == 3) return nn::AnyModule(nn::InstanceNorm3d(channels));
  return nn::AnyModule(nn::InstanceNorm2d(channels));
}

}  // namespace

PatchGanImpl::PatchGanImpl(const PatchGanOptions& options)
    : model_(register_module("model", nn::Sequential())) {
  const auto push = [&](std::int64_t in, std::int64_t out, bool halves, bool first) {
    const std::int64_t stride = halves && !options.antialias ? 2 : 1;
    const bool bias = first || options.norm != NormKind::batch;
    model_->push_back(
        nn::Conv2d(nn::Conv2dOptions(in, out, 4).stride(stride).padding(1).bias(bias)));
    if (!first) model_->push_back(norm_layer(options.norm, out));
    model_->push_back(leaky());
    if (halves && options.antialias) model_->push_back(BlurDown(out));
  };
  std::int64_t width = options.channels;
  push(options.in_channels, width, true, true);
  for (int layer = 1; layer <= options.layers; ++layer) {
    const std::int64_t next = std::min(2 * width, kWidest * options.channels);
    push(width, next, layer < options.layers, false);
    width = next;
  }
  model_->push_back(convolution(2, width, 1, 1));
}

MeanDiscriminatorImpl::MeanDiscriminatorImpl(const MeanDiscriminatorOptions& options)
    : model_(register_module("model", nn::Sequential())) {
  std::int64_t width = options.channels;
  model_->push_back(convolution(options.dimensions, options.in_channels, width, 2));
  model_->push_back(leaky());
  for (int layer = 1; layer < options.depth; ++layer, width *= 2) {
    model_->push_back(convolution(options.dimensions, width, 2 * width, 2));
    model_->push_back(instance_norm(options.dimensions, 2 * width));
    model_->push_back(leaky());
  }
  model_->push_back(convolution(options.dimensions, width, options.classes, 1));
}

torch::Tensor MeanDiscriminatorImpl::forward(const torch::Tensor& x) {
  return model_->forward(x).flatten(2).mean(2);
}

}  // namespace transpine
