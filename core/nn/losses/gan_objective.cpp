// SPDX-License-Identifier: Apache-2.0
#include "core/nn/losses/gan_objective.h"

#include "core/nn/losses/ssim.h"

namespace transpine {
namespace {

torch::Tensor judged(const GanObjectiveOptions& options, const torch::Tensor& ct,
                     const torch::Tensor& mr) {
  // Of a volume's condition the first channel is the MR.
  return options.conditional_discriminator ? torch::cat({ct, mr.narrow(1, 0, 1)}, 1) : ct;
}

/// How well patches of `output` find those of `source` at the same places, over the layers.
torch::Tensor nce_of(const GanObjectiveOptions& options, const GanNetworks& networks,
                     const torch::Tensor& source, const torch::Tensor& output,
                     const PatchPlaces& places) {
  const auto keys = networks.features(source, options.nce_layers);
  const auto queries = networks.features(output, options.nce_layers);
  std::vector<torch::Tensor> at;
  for (const torch::Tensor& layer : keys) {
    at.push_back(places(layer[0][0].numel(), options.nce_patches).to(layer.device()));
  }
  const auto key_rows = networks.project(keys, at);
  const auto query_rows = networks.project(queries, at);
  torch::Tensor sum = torch::zeros({}, source.options());
  for (std::size_t layer = 0; layer < keys.size(); ++layer) {
    sum = sum + patch_nce(query_rows[layer], key_rows[layer], source.size(0), options.nce).mean();
  }
  return sum * (options.nce_weight / static_cast<double>(keys.size()));
}

}  // namespace

GeneratorLoss generator_loss(const GanObjectiveOptions& options, const GanNetworks& networks,
                             const torch::Tensor& mr, const torch::Tensor& ct,
                             const PatchPlaces& places) {
  GeneratorLoss loss;
  loss.synthetic_ct = networks.generator(mr);
  loss.total = torch::zeros({}, mr.options());
  if (options.gan_weight != 0) {
    loss.gan = options.gan_weight *
               gan_loss(options.gan, networks.discriminator(judged(options, loss.synthetic_ct, mr)),
                        /*should_be_real=*/true);
    loss.total = loss.total + loss.gan;
  }
  if (options.nce_weight != 0) {
    loss.nce = nce_of(options, networks, mr, loss.synthetic_ct, places);
    torch::Tensor nce = loss.nce;
    if (options.nce_identity) {
      loss.nce_identity = nce_of(options, networks, ct, networks.generator(ct), places);
      nce = (nce + loss.nce_identity) / 2;
    }
    loss.total = loss.total + nce;
  }
  if (options.paired_weight != 0) {
    loss.l1 = (loss.synthetic_ct - ct).abs().mean();
    torch::Tensor paired = loss.l1;
    if (options.ssim_weight != 0) {
      loss.ssim = options.ssim_weight * (1 - mean_ssim(loss.synthetic_ct + 1, ct + 1, 2));
      paired = paired + loss.ssim;
    }
    loss.total = loss.total + options.paired_weight * paired;
  }
  return loss;
}

DiscriminatorLoss discriminator_loss(const GanObjectiveOptions& options,
                                     const GanNetworks& networks, const torch::Tensor& mr,
                                     const torch::Tensor& ct, const torch::Tensor& synthetic_ct) {
  DiscriminatorLoss loss;
  loss.real = gan_loss(options.gan, networks.discriminator(judged(options, ct, mr)),
                       /*should_be_real=*/true);
  loss.fake =
      gan_loss(options.gan, networks.discriminator(judged(options, synthetic_ct.detach(), mr)),
               /*should_be_real=*/false);
  loss.total = (loss.real + loss.fake) / 2;
  return loss;
}

}  // namespace transpine
