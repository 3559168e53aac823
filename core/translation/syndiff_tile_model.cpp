// SPDX-License-Identifier: Apache-2.0
#include <ATen/CPUGeneratorImpl.h>

#include "core/translation/tile_model.h"

namespace transpine {
namespace {

/// SynDiff's diffusive generator of CTs, conditioned on the MR (section 3.6).
class SyndiffTileModel : public TileModel {
 public:
  SyndiffTileModel(SyndiffModel model, torch::Device device)
      : model_(std::move(model)), device_(device), schedule_(model_.config.steps) {
    model_.generator->to(device);
  }

  std::string family() const override { return "syndiff"; }
  nlohmann::json config() const override { return to_json(model_.config); }
  double spacing_mm() const override { return model_.config.spacing_mm; }
  MrScaleRule mr_scale_rule() const override {
    return {model_.config.mr_max, model_.config.mr_percentile};
  }
  std::int64_t patch_size() const override { return model_.config.patch_size; }
  // Its resampling by filters needs a pixel more than one at the bottom.
  std::int64_t size_multiple() const override { return 2 * model_.generator->size_multiple(); }
  double feature_maps() const override {
    return 12.0 * static_cast<double>(model_.config.network.channels);
  }

  // One latent steers all tiles of a step, so that they agree in their style.
  torch::Tensor translate(const torch::Tensor& mr, const TilePlan& tiles, std::uint64_t seed,
                          const std::string& stage, JobContext& job) override {
    auto generator = at::make_generator<at::CPUGeneratorImpl>(seed);
    const auto noise = [&](int) { return torch::randn(mr.sizes(), generator).to(device_); };
    torch::Tensor latent;
    const Denoiser in_tiles = tiled(
        [&](const torch::Tensor& x, const torch::Tensor& source, const torch::Tensor& time) {
          return syndiff_x0(model_.generator, x, source, time,
                            latent.expand({x.size(0), latent.size(1)}));
        },
        tiles, [&] { return job.checkpoint(); });
    const SyndiffGenerator denoise = [&](const torch::Tensor& x, const torch::Tensor& source,
                                         const torch::Tensor& t) {
      latent = torch::randn({1, model_.config.network.latent_size}, generator).to(device_);
      return in_tiles(x, source, t);
    };
    return syndiff_sample(schedule_, denoise, mr, noise(-1), noise, [&](int done) {
      return job.checkpoint(static_cast<double>(done) / schedule_.steps(), stage);
    });
  }

 private:
  SyndiffModel model_;
  torch::Device device_;
  SyndiffSchedule schedule_;
};

}  // namespace

Result<std::unique_ptr<TileModel>> make_syndiff_tile_model(SyndiffModel model,
                                                           torch::Device device) {
  return std::unique_ptr<TileModel>(std::make_unique<SyndiffTileModel>(std::move(model), device));
}

}  // namespace transpine
