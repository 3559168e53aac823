// SPDX-License-Identifier: Apache-2.0
#include "core/nn/losses/cycle_objective.h"

#include "core/nn/losses/gan_loss.h"

namespace transpine {

CycleGeneratorLoss cycle_generator_loss(const CycleObjectiveOptions& options,
                                        const CycleNetworks& networks, const torch::Tensor& mr,
                                        const torch::Tensor& ct) {
  const auto distance = [](const torch::Tensor& a, const torch::Tensor& b) {
    return (a - b).abs().mean();
  };
  CycleGeneratorLoss loss;
  loss.synthetic_ct = networks.ct_from_mr(mr);
  loss.synthetic_mr = networks.mr_from_ct(ct);
  loss.gan = gan_loss(GanLossKind::lsgan, networks.judge_ct(loss.synthetic_ct), true) +
             gan_loss(GanLossKind::lsgan, networks.judge_mr(loss.synthetic_mr), true);
  loss.cycle = distance(networks.mr_from_ct(loss.synthetic_ct), mr) +
               distance(networks.ct_from_mr(loss.synthetic_mr), ct);
  loss.total = loss.gan + options.cycle_weight * loss.cycle;
  if (options.identity_weight != 0) {
    loss.identity = distance(networks.ct_from_mr(ct), ct) + distance(networks.mr_from_ct(mr), mr);
    loss.total = loss.total + options.cycle_weight * options.identity_weight * loss.identity;
  }
  return loss;
}

torch::Tensor cycle_judge_loss(const CycleNetworks::Map& judge, const torch::Tensor& real,
                               const torch::Tensor& synthetic) {
  return (gan_loss(GanLossKind::lsgan, judge(real), true) +
          gan_loss(GanLossKind::lsgan, judge(synthetic.detach()), false)) /
         2;
}

}  // namespace transpine
