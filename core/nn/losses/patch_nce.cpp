// SPDX-License-Identifier: Apache-2.0
#include "core/nn/losses/patch_nce.h"

#include <torch/nn/functional/loss.h>
#include <torch/nn/modules/activation.h>
#include <torch/nn/modules/linear.h>

namespace transpine {
namespace nn = torch::nn;

namespace {

constexpr double kLengthEpsilon = 1e-7;
/// In place of the product with the query's own key among the negatives.
constexpr double kOwnKey = -10;

torch::Tensor of_unit_length(const torch::Tensor& rows) {
  return rows / (rows.square().sum(1, /*keepdim=*/true).sqrt() + kLengthEpsilon);
}

}  // namespace

PatchSamplerImpl::PatchSamplerImpl(const PatchSamplerOptions& options) {
  for (const std::int64_t channels : options.channels) {
    layers_.push_back(
        register_module("mlp_" + std::to_string(layers_.size()),
                        nn::Sequential(nn::Linear(channels, options.width), nn::ReLU(),
                                       nn::Linear(options.width, options.width))));
  }
}

std::vector<torch::Tensor> PatchSamplerImpl::forward(const std::vector<torch::Tensor>& features,
                                                     const std::vector<torch::Tensor>& places) {
  std::vector<torch::Tensor> projected;
  for (std::size_t layer = 0; layer < layers_.size(); ++layer) {
    const torch::Tensor pixels = features.at(layer).flatten(2).index_select(2, places.at(layer));
    const torch::Tensor rows = pixels.transpose(1, 2).flatten(0, 1);
    projected.push_back(of_unit_length(layers_[layer]->forward(rows)));
  }
  return projected;
}

torch::Tensor patch_nce(const torch::Tensor& query, const torch::Tensor& key, std::int64_t images,
                        const PatchNceOptions& options) {
  const torch::Tensor fixed_key = key.detach();
  const std::int64_t groups = options.negatives_of_all_images ? 1 : images;
  const torch::Tensor positive = (query * fixed_key).sum(1, /*keepdim=*/true);
  const auto grouped = [&](const torch::Tensor& x) { return x.view({groups, -1, x.size(1)}); };
  torch::Tensor negative = torch::bmm(grouped(query), grouped(fixed_key).transpose(1, 2));
  const std::int64_t patches = negative.size(1);
  const torch::Tensor own =
      torch::eye(patches, negative.options().dtype(torch::kBool)).unsqueeze(0);
  negative = negative.masked_fill(own, kOwnKey).view({-1, patches});
  const torch::Tensor logits = torch::cat({positive, negative}, 1) / options.temperature;
  const torch::Tensor first = torch::zeros({logits.size(0)}, logits.options().dtype(torch::kInt64));
  return nn::functional::cross_entropy(
      logits, first, nn::functional::CrossEntropyFuncOptions().reduction(torch::kNone));
}

}  // namespace transpine
