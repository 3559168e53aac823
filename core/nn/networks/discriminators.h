// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/modules/container/sequential.h>

#include <cstdint>

#include "core/nn/networks/norm.h"

namespace transpine {

struct PatchGanOptions {
  std::int64_t in_channels = 2;
  std::int64_t channels = 64;
  int layers = 3;  ///< 3: each output sees 70 x 70 pixels.
  NormKind norm = NormKind::instance;
  bool antialias = false;  ///< CUT's.
};

/// PatchGAN of pix2pix, CycleGAN, CUT and SynDiff (sections 3.4 and 5): a score, without a final
/// non-linearity, for each patch. [N, in, H, W] -> [N, 1, H', W'].
class PatchGanImpl : public torch::nn::Module {
 public:
  explicit PatchGanImpl(const PatchGanOptions& options);
  torch::Tensor forward(const torch::Tensor& x) { return model_->forward(x); }

 private:
  torch::nn::Sequential model_{nullptr};
};
TORCH_MODULE(PatchGan);

struct MeanDiscriminatorOptions {
  int dimensions = 2;  ///< 2 or 3.
  std::int64_t in_channels = 2;
  std::int64_t channels = 64;
  int depth = 3;
  std::int64_t classes = 1;
};

/// The paper's discriminator, 2D and 3D (section 4.2): as PatchGAN, but one score per image, the
/// mean over all patches. [N, in, H, W] or [N, in, D, H, W] -> [N, classes].
class MeanDiscriminatorImpl : public torch::nn::Module {
 public:
  explicit MeanDiscriminatorImpl(const MeanDiscriminatorOptions& options);
  torch::Tensor forward(const torch::Tensor& x);

 private:
  torch::nn::Sequential model_{nullptr};
};
TORCH_MODULE(MeanDiscriminator);

}  // namespace transpine
