// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>

#include <cstdint>
#include <vector>

namespace transpine {

struct TimeDiscriminatorOptions {
  bool large = true;           ///< Six halvings instead of three.
  std::int64_t channels = 64;  ///< "ngf"; the first layer has twice as many.
  std::int64_t time_width = 256;
};

/// One block of the discriminator: (x + h) / sqrt(2), halved by FIR on both ways if asked to.
struct TimeDownBlockImpl : torch::nn::Module {
  TimeDownBlockImpl(std::int64_t in, std::int64_t out, std::int64_t time_width, bool halves);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& time);

 private:
  bool halves_;
  torch::nn::Sequential conv1_{nullptr}, conv2_{nullptr}, skip_{nullptr};
  torch::nn::Linear dense_{nullptr};
};
TORCH_MODULE(TimeDownBlock);

/// SynDiff's discriminator of diffusion steps (section 3.4), with the batch's standard deviation as
/// a last channel. Parameter names as in the reference.
/// forward(x_t [N, 1, H, W], time [N], x_{t+1} [N, 1, H, W]) -> [N, 1]; N a multiple of 4 or below.
class TimeDiscriminatorImpl : public torch::nn::Module {
 public:
  explicit TimeDiscriminatorImpl(const TimeDiscriminatorOptions& options);
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& time,
                        const torch::Tensor& x_next);

 private:
  std::int64_t time_width_;
  torch::nn::Sequential time_{nullptr};
  torch::nn::Conv2d start_{nullptr}, final_{nullptr};
  std::vector<TimeDownBlock> blocks_;
  torch::nn::Linear end_{nullptr};
};
TORCH_MODULE(TimeDiscriminator);

}  // namespace transpine
