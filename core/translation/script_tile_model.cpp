// SPDX-License-Identifier: Apache-2.0
#include <torch/csrc/jit/serialization/import.h>

#include "core/nn/tiling.h"
#include "core/translation/script_description.h"
#include "core/translation/tile_model.h"

namespace transpine {
namespace {

/// From one range of values to another, straight.
torch::Tensor mapped(const torch::Tensor& values, const std::array<double, 2>& from,
                     const std::array<double, 2>& to) {
  const double scale = (to[1] - to[0]) / (from[1] - from[0]);
  return values * scale + (to[0] - from[0] * scale);
}

class ScriptTileModel : public TileModel {
 public:
  ScriptTileModel(torch::jit::Module module, const ScriptDescription& description)
      : module_(std::move(module)), description_(description) {}

  std::string family() const override { return "torchscript"; }
  int dimensions() const override { return static_cast<int>(description_.dimensions); }
  nlohmann::json config() const override { return to_json(description_); }
  double spacing_mm() const override { return description_.spacing_mm; }
  MrScaleRule mr_scale_rule() const override { return description_.mr_scale; }
  std::int64_t patch_size() const override { return description_.patch_size; }
  std::int64_t size_multiple() const override { return description_.size_multiple; }
  double feature_maps() const override { return description_.feature_maps; }

  torch::Tensor translate(const torch::Tensor& mr, const TilePlan& tiles, std::uint64_t,
                          const std::string& stage, JobContext& job) override {
    const Denoiser in_tiles = tiled([this](const torch::Tensor&, const torch::Tensor& tile,
                                           const torch::Tensor&) { return run(tile); },
                                    tiles, [&] { return job.checkpoint(); });
    const torch::Tensor ct =
        in_tiles(mr.narrow(1, 0, 1), mr, torch::zeros({mr.size(0)}, mr.options()));
    return job.checkpoint(1, stage) ? ct : torch::Tensor();
  }

 private:
  /// A tile of the MR, with its position ramps where it is a volume.
  torch::Tensor run(const torch::Tensor& tile) {
    const torch::Tensor image = tile.narrow(1, 0, 1);
    torch::Tensor input = mapped(image, {-1, 1}, description_.input_range);
    if (description_.position_ramps) {
      input = torch::cat({input, tile.narrow(1, 1, tile.size(1) - 1)}, 1);
    }
    const torch::jit::IValue answer = module_.forward({input});
    if (!answer.isTensor() || answer.toTensor().sizes() != image.sizes()) {
      throw std::runtime_error("the TorchScript model does not give an image of the size it got");
    }
    const std::array<double, 2> ct{description_.output_hu[0] / 1000,
                                   description_.output_hu[1] / 1000};
    return mapped(answer.toTensor().to(image.dtype()), description_.output_range, ct);
  }

  torch::jit::Module module_;
  ScriptDescription description_;
};

Result<void> check_options(const std::string& script, const TranslateOptions& options) {
  const std::string what = script + " is a TorchScript model, which ";
  if (options.guidance_w != 0) return Error{what + "cannot be guided.", "Set the weight to 0."};
  if (options.samples != 1) return Error{what + "gives one image.", "Set the samples to 1."};
  if (options.weights != "raw") {
    return Error{what + "keeps no moving average.", "Choose the raw weights."};
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<TileModel>> load_script_tile_model(const std::filesystem::path& script,
                                                          const TranslateOptions& options,
                                                          torch::Device device) {
  if (auto possible = check_options(script.string(), options); !possible) return possible.error();
  const auto description = read_script_description(description_file(script));
  if (!description) return description.error();
  try {
    torch::jit::Module module = torch::jit::load(script.string(), device);
    module.eval();
    return std::unique_ptr<TileModel>(
        std::make_unique<ScriptTileModel>(std::move(module), *description));
  } catch (const std::exception&) {
    return Error{script.string() + " is no sound TorchScript model.",
                 "It is damaged, or a newer PyTorch wrote it: save it again with torch.jit.save."};
  }
}

}  // namespace transpine
