// SPDX-License-Identifier: Apache-2.0
#include "core/nn/networks/skip_unet.h"

#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/container/functional.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/dropout.h>

#include <algorithm>
#include <stdexcept>

namespace transpine {
namespace nn = torch::nn;

namespace {

nn::Conv2d down_conv(std::int64_t in, std::int64_t out, bool bias) {
  return nn::Conv2d(nn::Conv2dOptions(in, out, 4).stride(2).padding(1).bias(bias));
}

nn::ConvTranspose2d up_conv(std::int64_t in, std::int64_t out, bool bias) {
  return nn::ConvTranspose2d(
      nn::ConvTranspose2dOptions(in, out, 4).stride(2).padding(1).bias(bias));
}

/// One level with the levels inside it. What goes in is rectified once, for the way down and for
/// the skip: the reference does so in place.
struct LevelImpl : nn::Module {
  LevelImpl() : model(register_module("model", nn::Sequential())) {}

  torch::Tensor forward(const torch::Tensor& x) {
    const torch::Tensor skip = torch::leaky_relu(x, 0.2);
    return torch::cat({skip, model->forward(skip)}, 1);
  }

  nn::Sequential model;
};
TORCH_MODULE(Level);

/// The outermost level: neither a rectifier before nor a skip around it.
struct OutermostImpl : nn::Module {
  OutermostImpl() : model(register_module("model", nn::Sequential())) {}
  torch::Tensor forward(const torch::Tensor& x) { return model->forward(x); }

  nn::Sequential model;
};
TORCH_MODULE(Outermost);

/// Holds the place of the rectifier that the level has applied already.
nn::Functional rectified() {
  return nn::Functional([](const torch::Tensor& x) { return x; });
}

Level level(const SkipUnetOptions& options, int depth) {
  const auto width = [&](int at) { return options.channels << std::min(at, 3); };
  const bool bias = options.norm != NormKind::batch;
  const std::int64_t outer = width(depth - 1), inner = width(depth);
  const bool innermost = depth + 1 == options.downsamplings;
  Level made;
  made->model->push_back(rectified());
  made->model->push_back(down_conv(outer, inner, bias));
  if (!innermost) {
    made->model->push_back(norm_layer(options.norm, inner));
    made->model->push_back(level(options, depth + 1));
  }
  made->model->push_back(nn::ReLU());
  made->model->push_back(up_conv(innermost ? inner : 2 * inner, outer, bias));
  made->model->push_back(norm_layer(options.norm, outer));
  const bool full_width = depth >= 4 && !innermost;
  if (options.dropout > 0 && full_width) made->model->push_back(nn::Dropout(options.dropout));
  return made;
}

}  // namespace

SkipUnetImpl::SkipUnetImpl(const SkipUnetOptions& options) : options_(options) {
  if (options.downsamplings < 5) throw std::invalid_argument("this UNet needs five levels");
  Outermost outermost;
  outermost->model->push_back(
      down_conv(options.in_channels, options.channels, options.norm != NormKind::batch));
  outermost->model->push_back(level(options, 1));
  outermost->model->push_back(nn::ReLU());
  outermost->model->push_back(up_conv(2 * options.channels, options.out_channels, true));
  outermost->model->push_back(nn::Tanh());
  register_module("model", outermost);
  model_ = nn::AnyModule(outermost);
}

torch::Tensor SkipUnetImpl::forward(const torch::Tensor& x) {
  return model_.forward(x);
}

}  // namespace transpine
