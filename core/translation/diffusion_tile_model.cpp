// SPDX-License-Identifier: Apache-2.0
#include <ATen/CPUGeneratorImpl.h>

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
    model_.network->to(device_);
  }

  std::string family() const override { return "diffusion"; }
  nlohmann::json config() const override { return to_json(model_.config); }
  double spacing_mm() const override { return model_.config.spacing_mm; }
  MrScaleRule mr_scale_rule() const override {
    return {model_.config.mr_max, model_.config.mr_percentile};
  }
  std::int64_t patch_size() const override { return model_.config.patch_size; }
  std::int64_t size_multiple() const override { return model_.network->size_multiple(); }

  // q, k and v of the attention and about eight of the network's width.
  double feature_maps() const override {
    const auto& network = model_.config.network;
    return 8.0 * static_cast<double>(network.channels) +
           6.0 * static_cast<double>(network.attention.heads * network.attention.head_channels);
  }

  torch::Tensor translate(const torch::Tensor& mr, const Tiles& tiles, std::uint64_t seed,
                          const std::string& stage, JobContext& job) override {
    auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    const auto noise = [&](int) { return torch::randn(mr.sizes(), generator).to(device_); };
    const Denoiser denoiser = tiled(denoiser_of(model_), tiles.side, tiles.overlap, tiles.batch,
                                    [&] { return job.checkpoint(); });
    return ddim_sample(
        schedule_, denoiser, mr, noise(-1), noise, sampling(), [&](const DdimStep& step) {
          return job.checkpoint(static_cast<double>(step.index + 1) / step.count, stage);
        });
  }

 private:
  DdimOptions sampling() const {
    DdimOptions sampling;
    sampling.mode = model_.config.mode;
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
