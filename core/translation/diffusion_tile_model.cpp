// SPDX-License-Identifier: Apache-2.0
#include <ATen/CPUGeneratorImpl.h>

#include "core/nn/diffusion_sampling.h"
#include "core/nn/tiling.h"
#include "core/translation/tile_model.h"

namespace transpine {
namespace {

class DiffusionTileModel : public TileModel {
 public:
  DiffusionTileModel(DiffusionModel model, const TranslateOptions& options, torch::Device device)
      : model_(std::move(model)),
        options_(options),
        device_(device),
        schedule_(model_.config.schedule) {
    model_.network.module->to(device_);
  }

  std::string family() const override { return "diffusion"; }
  nlohmann::json config() const override { return to_json(model_.config); }
  double spacing_mm() const override { return model_.config.spacing_mm; }
  MrScaleRule mr_scale_rule() const override {
    return {model_.config.mr_max, model_.config.mr_percentile};
  }
  std::int64_t patch_size() const override { return model_.config.patch_size; }
  int dimensions() const override { return model_.network.dimensions; }
  std::int64_t size_multiple() const override {
    return (model_.config.wavelets ? 2 : 1) * model_.network.size_multiple;
  }

  // Of slices q, k and v of the attention and about eight of the network's width; bands have an
  // eighth of the voxels.
  double feature_maps() const override {
    const auto& network = model_.config.network;
    const auto channels = static_cast<double>(network.channels);
    if (dimensions() == 3) return kVolumeMaps * channels / (model_.config.wavelets ? 8 : 1);
    return 8.0 * channels +
           6.0 * static_cast<double>(network.attention.heads * network.attention.head_channels);
  }

  torch::Tensor translate(const torch::Tensor& mr, const TilePlan& tiles, std::uint64_t seed,
                          const std::string& stage, JobContext& job) override {
    auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    const NormalNoise noise = [&](const std::vector<std::int64_t>& shape) {
      return torch::randn(shape, generator).to(device_);
    };
    const Denoiser denoiser =
        tiled(denoiser_of(model_), in_model_space(tiles), [&] { return job.checkpoint(); });
    return sample_ct(
        model_.config, schedule_, denoiser, mr, noise, sampling(), [&](const DdimStep& step) {
          return job.checkpoint(static_cast<double>(step.index + 1) / step.count, stage);
        });
  }

 private:
  /// A wavelet model's tiles are of bands, half as long.
  TilePlan in_model_space(TilePlan tiles) const {
    if (!model_.config.wavelets) return tiles;
    for (std::int64_t& side : tiles.sides) side /= 2;
    for (std::int64_t& overlap : tiles.overlaps) overlap /= 2;
    return tiles;
  }

  DdimOptions sampling() const {
    DdimOptions sampling;
    sampling.steps = options_.steps;
    sampling.eta = options_.eta;
    sampling.guidance_w = options_.guidance_w;
    sampling.sign = options_.sign == "reference" ? NoiseSign::reference : NoiseSign::right;
    sampling.clamp_x0 = options_.clamp_x0;
    return sampling;
  }

  DiffusionModel model_;
  TranslateOptions options_;
  torch::Device device_;
  DiffusionSchedule schedule_;
};

}  // namespace

Result<std::unique_ptr<TileModel>> make_diffusion_tile_model(DiffusionModel model,
                                                             const std::string& checkpoint,
                                                             const TranslateOptions& options,
                                                             torch::Device device) {
  if (options.guidance_w != 0 && model.config.condition_dropout == 0) {
    return Error{checkpoint +
                     " was trained without condition dropout, so that it "
                     "cannot be guided.",
                 "Set the guidance weight to 0, or train with condition dropout."};
  }
  return std::unique_ptr<TileModel>(
      std::make_unique<DiffusionTileModel>(std::move(model), options, device));
}

}  // namespace transpine
