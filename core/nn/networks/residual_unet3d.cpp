// SPDX-License-Identifier: Apache-2.0
#include "core/nn/networks/residual_unet3d.h"

#include <torch/nn/functional/upsampling.h>

#include <algorithm>
#include <stdexcept>

namespace transpine {
namespace nn = torch::nn;
namespace F = torch::nn::functional;

namespace {

nn::Conv3d convolution(std::int64_t in, std::int64_t out, std::int64_t kernel,
                       std::int64_t stride = 1) {
  return nn::Conv3d(nn::Conv3dOptions(in, out, kernel).stride(stride).padding((kernel - 1) / 2));
}

nn::InstanceNorm3d norm(std::int64_t channels) {
  return nn::InstanceNorm3d(nn::InstanceNorm3dOptions(channels).affine(true));
}

torch::Tensor rectified(const torch::Tensor& x) {
  return torch::leaky_relu(x, 0.01);
}

torch::Tensor resized(const torch::Tensor& x, const torch::Tensor& like) {
  return F::interpolate(x, F::InterpolateFuncOptions()
                               .size(like.sizes().slice(2).vec())
                               .mode(torch::kTrilinear)
                               .align_corners(true));
}

nn::Sequential stage(std::int64_t in, std::int64_t out, std::int64_t blocks, std::int64_t stride) {
  nn::Sequential made;
  for (std::int64_t i = 0; i < blocks; ++i) {
    made->push_back(InstanceBlock3d(i == 0 ? in : out, out, i == 0 ? stride : 1));
  }
  return made;
}

}  // namespace

InstanceBlock3dImpl::InstanceBlock3dImpl(std::int64_t in, std::int64_t out, std::int64_t stride) {
  first_ = register_module("conv1", convolution(in, out, 3, stride));
  first_norm_ = register_module("norm1", norm(out));
  second_ = register_module("conv2", convolution(out, out, 3));
  second_norm_ = register_module("norm2", norm(out));
  if (in == out && stride == 1) return;
  shortcut_ = register_module("shortcut", convolution(in, out, 1));
  shortcut_norm_ = register_module("shortcut_norm", norm(out));
}

torch::Tensor InstanceBlock3dImpl::forward(const torch::Tensor& x) {
  torch::Tensor kept = x;
  if (shortcut_) {
    // Averaging first keeps what a strided 1 x 1 x 1 convolution would skip.
    const std::int64_t stride = first_->options.stride()->at(0);
    if (stride > 1) kept = torch::avg_pool3d(kept, stride, stride);
    kept = shortcut_norm_(shortcut_(kept));
  }
  const torch::Tensor h = second_norm_(second_(rectified(first_norm_(first_(x)))));
  return rectified(h + kept);
}

ResidualUnet3dImpl::ResidualUnet3dImpl(const ResidualUnet3dOptions& options) : options_(options) {
  if (options.blocks.empty() || options.channels < 1 || options.decoder_blocks < 1) {
    throw std::invalid_argument("the residual UNet needs a stage and a width");
  }
  const std::size_t stages = options.blocks.size();
  std::vector<std::int64_t> widths;
  for (std::size_t i = 0; i < stages; ++i) {
    widths.push_back(
        std::min(options.channels << i, std::max(options.most_channels, options.channels)));
  }
  const auto downs = register_module("encoder", std::make_shared<nn::Module>("encoder"));
  for (std::size_t i = 0; i < stages; ++i) {
    const std::int64_t in = i == 0 ? options.in_channels : widths[i - 1];
    downs_.push_back(downs->register_module(
        std::to_string(i), stage(in, widths[i], options.blocks[i], i == 0 ? 1 : 2)));
  }
  const auto ups = register_module("decoder", std::make_shared<nn::Module>("decoder"));
  for (std::size_t i = stages - 1; i > 0; --i) {
    const std::string name = std::to_string(stages - 1 - i);
    const auto holder = ups->register_module(name, std::make_shared<nn::Module>(name));
    Up up;
    up.narrow = holder->register_module("narrow", convolution(widths[i], widths[i - 1], 3));
    up.blocks = holder->register_module(
        "blocks", stage(2 * widths[i - 1], widths[i - 1], options.decoder_blocks, 1));
    ups_.push_back(up);
  }
  head_ = register_module("head", convolution(widths[0], options.out_channels, 1));
}

std::int64_t ResidualUnet3dImpl::size_multiple() const {
  return std::int64_t{1} << (options_.blocks.size() - 1);
}

std::vector<torch::Tensor> ResidualUnet3dImpl::encoded(const torch::Tensor& x) {
  std::vector<torch::Tensor> stages;
  torch::Tensor at = x;
  for (nn::Sequential& down : downs_) {
    at = down->forward(at);
    stages.push_back(at);
  }
  return stages;
}

std::vector<torch::Tensor> ResidualUnet3dImpl::decoded(const std::vector<torch::Tensor>& stages) {
  std::vector<torch::Tensor> outputs;
  torch::Tensor at = stages.back();
  for (std::size_t i = 0; i < ups_.size(); ++i) {
    const torch::Tensor& skip = stages[stages.size() - 2 - i];
    const torch::Tensor wide = ups_[i].narrow(resized(at, skip));
    at = ups_[i].blocks->forward(torch::cat({wide, skip}, 1));
    outputs.push_back(at);
  }
  return outputs;
}

torch::Tensor ResidualUnet3dImpl::forward(const torch::Tensor& x) {
  const std::vector<torch::Tensor> stages = encoded(x);
  const std::vector<torch::Tensor> outputs = decoded(stages);
  return head_(outputs.empty() ? stages.back() : outputs.back());
}

std::vector<torch::Tensor> ResidualUnet3dImpl::features(const torch::Tensor& x) {
  const std::vector<torch::Tensor> stages = encoded(x);
  std::vector<torch::Tensor> found = stages;
  found.resize(std::max<std::size_t>(1, stages.size() - std::min<std::size_t>(2, stages.size())));
  for (const torch::Tensor& output : decoded(stages)) found.push_back(output);
  return found;
}

}  // namespace transpine
