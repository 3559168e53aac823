// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>
#include <set>
#include <vector>

namespace transpine {

struct ResnetGeneratorOptions {
  std::int64_t in_channels = 1;
  std::int64_t out_channels = 1;
  std::int64_t channels = 64;
  int blocks = 9;
  int downsamplings = 2;
  bool antialias = false;  ///< Blurred instead of strided resampling, as CUT does.
  /// The dropout layer of each block; absent in the originals, of probability 0 in the paper's
  /// (it only counts in the parameter names).
  bool dropout_layer = false;
  double dropout = 0;
};

/// The residual generator of CUT, CycleGAN and SynDiff's non-diffusive half (sections 3.4, 4.2, 5):
/// reflected borders, instance norm without parameters, Tanh. Parameter names as in the references.
/// [N, in, H, W] in [-1, 1] -> [N, out, H, W]; H and W multiples of 2^downsamplings.
class ResnetGeneratorImpl : public torch::nn::Module {
 public:
  explicit ResnetGeneratorImpl(const ResnetGeneratorOptions& options);
  torch::Tensor forward(const torch::Tensor& x);
  /// The outputs of the given elements of the list of layers, for the contrastive loss; ends after
  /// the last of them.
  std::vector<torch::Tensor> features(const torch::Tensor& x, const std::set<std::size_t>& layers);

  const ResnetGeneratorOptions& options() const { return options_; }
  std::int64_t size_multiple() const { return std::int64_t{1} << options_.downsamplings; }

 private:
  ResnetGeneratorOptions options_;
  torch::nn::Sequential model_{nullptr};
};
TORCH_MODULE(ResnetGenerator);

}  // namespace transpine
