// SPDX-License-Identifier: Apache-2.0
#include "core/base/weights_container.h"
#include "core/nn/device.h"
#include "core/nn/memory.h"
#include "core/training/checkpoint.h"
#include "core/translation/translators.h"

namespace transpine {
namespace {

Result<std::unique_ptr<TileModel>> load_tile_model(const std::filesystem::path& checkpoint,
                                                   const TranslateOptions& options,
                                                   torch::Device device) {
  if (weights_container(checkpoint) == WeightsContainer::torchscript) {
    return load_script_tile_model(checkpoint, options, device);
  }
  const auto file = open_model_file(checkpoint);
  if (!file) return file.error();
  if (file->family() == "syndiff") {
    auto model = syndiff_model_from(*file, options.weights == "ema");
    if (!model) return model.error();
    return make_syndiff_tile_model(std::move(*model), device);
  }
  if (file->family() == "gan" || file->family() == "regression") {
    auto model = gan_model_from(*file);
    if (!model) return model.error();
    return make_gan_tile_model(std::move(*model), checkpoint.string(), options, device);
  }
  if (file->family() != "diffusion") {
    return wrong_model_config(checkpoint, "an unknown family \"" + file->family() + "\"");
  }
  auto model =
      diffusion_model_from(*file, options.weights == "ema" ? WeightKind::ema : WeightKind::raw);
  if (!model) return model.error();
  return make_diffusion_tile_model(std::move(*model), checkpoint.string(), options, device);
}

}  // namespace

Result<std::unique_ptr<SliceTranslator>> make_translator(const TranslateOptions& options) {
  try {
    keep_freed_memory();
    auto device = device_from(options.device);
    if (!device) return device.error();
    auto checkpoint = find_checkpoint(options.model);
    if (!checkpoint) return checkpoint.error();
    auto model = load_tile_model(*checkpoint, options, *device);
    if (!model) return model.error();
    return (*model)->dimensions() == 3
               ? make_volume_translator(std::move(*model), *checkpoint, options, *device)
               : make_tiled_translator(std::move(*model), *checkpoint, options, *device);
  } catch (const std::exception& exception) {
    return error_from(exception, "Loading the model", kMemoryRemedy);
  }
}

}  // namespace transpine
