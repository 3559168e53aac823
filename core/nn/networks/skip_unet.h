// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>

#include "core/nn/networks/norm.h"

namespace transpine {

struct SkipUnetOptions {
  std::int64_t in_channels = 1;
  std::int64_t out_channels = 1;
  std::int64_t channels = 64;
  int downsamplings = 8;  ///< At least 5; height and width are multiples of 2^downsamplings.
  NormKind norm = NormKind::batch;
  double dropout = 0.5;  ///< In the innermost levels of full width, in training; 0 for none.
};

/// The original pix2pix generator, unet_256 (section 5.2): 4 x 4 convolutions of stride 2, skips
/// concatenated, Tanh. Parameter names as in the reference, one level inside the other.
class SkipUnetImpl : public torch::nn::Module {
 public:
  explicit SkipUnetImpl(const SkipUnetOptions& options);
  torch::Tensor forward(const torch::Tensor& x);
  std::int64_t size_multiple() const { return std::int64_t{1} << options_.downsamplings; }

 private:
  SkipUnetOptions options_;
  torch::nn::AnyModule model_;
};
TORCH_MODULE(SkipUnet);

}  // namespace transpine
