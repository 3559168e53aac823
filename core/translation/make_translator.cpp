// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/weights_container.h"
#include "core/nn/device.h"
#include "core/training/checkpoint.h"
#include "core/translation/translators.h"

namespace transpine {
namespace {

bool has_average(const ModelFile& file) {
  return std::ranges::any_of(file.weights.entries(), [](const SafetensorsEntry& entry) {
    return entry.name.starts_with("ema.");
  });
}

Result<std::unique_ptr<TileModel>> load_tile_model(const std::filesystem::path& checkpoint,
                                                   const TranslateOptions& options,
                                                   torch::Device device) {
  if (weights_container(checkpoint) == WeightsContainer::torchscript) {
    return load_script_tile_model(checkpoint, options, device);
  }
  const auto file = open_model_file(checkpoint);
  if (!file) return file.error();
  const bool averaged = options.weights == "ema";
  if (averaged && !has_average(*file)) {
    return Error{checkpoint.string() + " keeps no moving average of its weights.",
                 "Use the trained weights (--weights raw), or train with --ema-decay."};
  }
  if (file->family() == "syndiff") {
    auto model = syndiff_model_from(*file, averaged);
    if (!model) return model.error();
    return make_syndiff_tile_model(std::move(*model), device);
  }
  if (file->family() == "gan" || file->family() == "regression") {
    auto model = gan_model_from(*file, averaged);
    if (!model) return model.error();
    return make_gan_tile_model(std::move(*model), checkpoint.string(), options, device);
  }
  if (file->family() == "segmenter") {
    return Error{checkpoint.string() + " is a segmenter of CTs: it does not translate.",
                 "Choose a run of a model that translates."};
  }
  if (file->family() != "diffusion") {
    return wrong_model_config(checkpoint, "an unknown family \"" + file->family() + "\"");
  }
  auto model = diffusion_model_from(*file, averaged ? WeightKind::ema : WeightKind::raw);
  if (!model) return model.error();
  return make_diffusion_tile_model(std::move(*model), checkpoint.string(), options, device);
}

}  // namespace

Result<std::unique_ptr<SliceTranslator>> make_translator(const TranslateOptions& options) {
  try {
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
