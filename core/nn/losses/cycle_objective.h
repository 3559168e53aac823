// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <functional>

namespace transpine {

/// CycleGAN's networks (section 5.2): two translators and a judge of each kind of image.
struct CycleNetworks {
  using Map = std::function<torch::Tensor(const torch::Tensor&)>;
  Map ct_from_mr, mr_from_ct;
  Map judge_ct, judge_mr;
};

struct CycleObjectiveOptions {
  double cycle_weight = 10;
  double identity_weight = 0.5;  ///< Times cycle_weight; 0 leaves it out.
};

struct CycleGeneratorLoss {
  torch::Tensor total;
  torch::Tensor gan, cycle;  ///< Of both directions.
  torch::Tensor identity;    ///< Undefined without weight.
  torch::Tensor synthetic_ct, synthetic_mr;
};

/// mr, ct [N, 1, ...] in [-1, 1]; they need not belong together.
CycleGeneratorLoss cycle_generator_loss(const CycleObjectiveOptions& options,
                                        const CycleNetworks& networks, const torch::Tensor& mr,
                                        const torch::Tensor& ct);

/// LSGAN of one judge: half of the losses of real and synthetic images.
torch::Tensor cycle_judge_loss(const CycleNetworks::Map& judge, const torch::Tensor& real,
                               const torch::Tensor& synthetic);

}  // namespace transpine
