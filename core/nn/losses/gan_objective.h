// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <functional>
#include <set>
#include <vector>

#include "core/nn/losses/gan_loss.h"
#include "core/nn/losses/patch_nce.h"

namespace transpine {

/// What the GAN models of one direction minimise (sections 4 and 5). The defaults are the paper's
/// Pix2Pix; with `nce` set and `paired` 0 its CUT.
struct GanObjectiveOptions {
  GanLossKind gan = GanLossKind::lsgan;
  double gan_weight = 1;
  double paired_weight = 10;  ///< Of L1 + ssim_weight * (1 - SSIM); 0 without pairs.
  double ssim_weight = 1;
  double nce_weight = 0;
  bool nce_identity = true;  ///< Half of the contrastive loss is of CT onto itself.
  std::set<std::size_t> nce_layers{0, 4, 8, 12, 16};
  std::size_t nce_patches = 256;
  PatchNceOptions nce = {};
  /// The discriminator sees CT and MR together; else the CT alone.
  bool conditional_discriminator = true;
};

/// The networks of one direction, however they are built. `features` and `project` serve the
/// contrastive loss only.
struct GanNetworks {
  std::function<torch::Tensor(const torch::Tensor& mr)> generator;
  std::function<torch::Tensor(const torch::Tensor& images)> discriminator;
  std::function<std::vector<torch::Tensor>(const torch::Tensor&, const std::set<std::size_t>&)>
      features = {};
  std::function<std::vector<torch::Tensor>(const std::vector<torch::Tensor>& features,
                                           const std::vector<torch::Tensor>& places)>
      project = {};
};

/// The pixels, of `count`, where a layer's features are compared: int64 [at most wanted].
using PatchPlaces = std::function<torch::Tensor(std::int64_t count, std::size_t wanted)>;

struct GeneratorLoss {
  torch::Tensor total;
  torch::Tensor synthetic_ct;  ///< With its gradients; detach it for the discriminator.
  // Each undefined where it has no part in the total.
  torch::Tensor gan, l1, ssim, nce, nce_identity;
};

/// mr [N, 1, ...] or with a volume's position ramps [N, 4, ...], ct [N, 1, ...] in [-1, 1]; without
/// pairing they need not belong together.
GeneratorLoss generator_loss(const GanObjectiveOptions& options, const GanNetworks& networks,
                             const torch::Tensor& mr, const torch::Tensor& ct,
                             const PatchPlaces& places);

struct DiscriminatorLoss {
  torch::Tensor total, real, fake;  ///< total = (real + fake) / 2.
};

DiscriminatorLoss discriminator_loss(const GanObjectiveOptions& options,
                                     const GanNetworks& networks, const torch::Tensor& mr,
                                     const torch::Tensor& ct, const torch::Tensor& synthetic_ct);

}  // namespace transpine
