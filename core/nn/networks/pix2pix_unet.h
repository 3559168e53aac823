// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/container/sequential.h>
#include <torch/nn/modules/conv.h>

#include <cstdint>
#include <set>
#include <vector>

namespace transpine {

struct Pix2PixUnetOptions {
  std::int64_t in_channels = 1;
  std::int64_t out_channels = 1;
  std::int64_t channels = 64;
  int levels = 6;  ///< Half of the paper's "depth". 64 channels and 6 levels: 397 M parameters.
  double dropout = 0.2;
};

/// The paper's Pix2Pix generator, base_unet (section 4.2): unpadded convolutions, instance norm and
/// only then a reflected border. Parameter names as in the reference. [N, in, H, W] -> [N, out, H,
/// W]; H and W are multiples of size_multiple() and at least four times that.
class Pix2PixUnetImpl : public torch::nn::Module {
 public:
  explicit Pix2PixUnetImpl(const Pix2PixUnetOptions& options);
  torch::Tensor forward(const torch::Tensor& x);
  /// Outputs by number: the skips from fine to coarse, the bridge, the way up.
  std::vector<torch::Tensor> features(const torch::Tensor& x, const std::set<std::size_t>& layers);

  std::int64_t size_multiple() const { return std::int64_t{1} << options_.levels; }

 private:
  struct Down {
    torch::nn::Conv2d pool{nullptr};
    torch::nn::Sequential conv_block{nullptr};
  };
  struct Up {
    torch::nn::Sequential conv_block{nullptr};
    torch::nn::ConvTranspose2d up_conv{nullptr};
  };
  std::vector<torch::Tensor> all_outputs(const torch::Tensor& x);

  Pix2PixUnetOptions options_;
  torch::nn::Sequential bridge_{nullptr}, last_{nullptr};
  std::vector<Down> downs_;
  std::vector<Up> ups_;
};
TORCH_MODULE(Pix2PixUnet);

}  // namespace transpine
