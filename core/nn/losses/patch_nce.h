// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>
#include <vector>

namespace transpine {

struct PatchSamplerOptions {
  std::vector<std::int64_t> channels;  ///< Of each layer of features.
  std::int64_t width = 256;            ///< Of the projected features.
};

/// CUT's projection of features at chosen pixels (section 5.1): per layer a linear map, ReLU, a
/// linear map, then unit length. Parameter names as in the reference.
class PatchSamplerImpl : public torch::nn::Module {
 public:
  explicit PatchSamplerImpl(const PatchSamplerOptions& options);
  /// features[l] [N, C_l, H, W] at the pixels places[l] (int64 [P], y * W + x), the same in each
  /// image: [N * P, width] for each layer, image after image.
  std::vector<torch::Tensor> forward(const std::vector<torch::Tensor>& features,
                                     const std::vector<torch::Tensor>& places);

 private:
  std::vector<torch::nn::Sequential> layers_;
};
TORCH_MODULE(PatchSampler);

struct PatchNceOptions {
  double temperature = 0.07;
  bool negatives_of_all_images = false;  ///< Else only the patches of the same image.
};

/// The contrastive loss per patch, [N * P] (section 5.1): cross-entropy of finding a query's key
/// among the keys. query, key [N * P, width] of unit length; gradients go to the query only.
torch::Tensor patch_nce(const torch::Tensor& query, const torch::Tensor& key, std::int64_t images,
                        const PatchNceOptions& options = {});

}  // namespace transpine
