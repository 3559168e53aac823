// SPDX-License-Identifier: Apache-2.0
#include "core/nn/tiling.h"
#include "core/translation/tile_model.h"

namespace transpine {
namespace {

class GanTileModel : public TileModel {
 public:
  GanTileModel(GanModel model, torch::Device device) : model_(std::move(model)) {
    model_.generator.module->to(device);
  }

  std::string family() const override { return model_.config.family(); }
  int dimensions() const override { return model_.generator.dimensions; }
  nlohmann::json config() const override { return to_json(model_.config); }
  double spacing_mm() const override { return model_.config.spacing_mm; }
  MrScaleRule mr_scale_rule() const override {
    return {model_.config.mr_max, model_.config.mr_percentile};
  }
  std::int64_t patch_size() const override { return model_.config.patch_size; }
  std::int64_t size_multiple() const override { return model_.generator.size_multiple; }
  std::int64_t smallest_side() const override { return model_.generator.smallest_side; }

  // Of slices about eight of the generator's width, and an SA-UNet's attention.
  double feature_maps() const override {
    const GeneratorOptions& network = model_.config.generator;
    if (dimensions() == 3) return kVolumeMaps * static_cast<double>(network.channels);
    const bool attends = network.kind == GeneratorKind::sa_unet;
    return 8.0 * static_cast<double>(network.channels) +
           (attends ? 6.0 : 0.0) *
               static_cast<double>(network.attention.heads * network.attention.head_channels);
  }

  // One pass: the tiles are blended as a sampler's, with the MR alone as input.
  torch::Tensor translate(const torch::Tensor& mr, const TilePlan& tiles, std::uint64_t,
                          const std::string& stage, JobContext& job) override {
    const Denoiser in_tiles =
        tiled([this](const torch::Tensor&, const torch::Tensor& condition,
                     const torch::Tensor&) { return model_.generator.image(condition); },
              tiles, [&] { return job.checkpoint(); });
    const torch::Tensor ct =
        in_tiles(mr.narrow(1, 0, 1), mr, torch::zeros({mr.size(0)}, mr.options()));
    return job.checkpoint(1, stage) ? ct : torch::Tensor();
  }

 private:
  GanModel model_;
};

}  // namespace

Result<std::unique_ptr<TileModel>> make_gan_tile_model(GanModel model,
                                                       const std::string& checkpoint,
                                                       const TranslateOptions& options,
                                                       torch::Device device) {
  const std::string what = checkpoint + " is a GAN (" + model.config.model + "), which ";
  if (options.guidance_w != 0) {
    return Error{what + "cannot be guided.", "Set the guidance weight to 0."};
  }
  if (options.samples != 1) {
    return Error{what + "always gives the same image.", "Set the samples to 1."};
  }
  return std::unique_ptr<TileModel>(std::make_unique<GanTileModel>(std::move(model), device));
}

}  // namespace transpine
