// SPDX-License-Identifier: Apache-2.0
#include "core/nn/gan_model.h"

#include <stdexcept>

#include "core/nn/weights.h"

namespace transpine {

std::string GanModelConfig::family() const {
  return generator.kind == GeneratorKind::residual_unet3d ? "regression" : "gan";
}

nlohmann::json to_json(const GanModelConfig& config) {
  return {{"family", config.family()},
          {"model", config.model},
          {"network", to_json(config.generator)},
          {"patch_size", config.patch_size},
          {"patch_depth", config.patch_depth},
          {"spacing_mm", config.spacing_mm},
          {"mr_max", config.mr_max},
          {"mr_percentile", config.mr_percentile}};
}

GanModelConfig gan_config_from(const nlohmann::json& json) {
  const nlohmann::json& family = json.at("family");
  if (family != "gan" && family != "regression") {
    throw std::invalid_argument("it does not translate in one pass");
  }
  GanModelConfig config;
  json.at("model").get_to(config.model);
  config.generator = generator_options_from(json.at("network"));
  json.at("patch_size").get_to(config.patch_size);
  config.patch_depth = json.value("patch_depth", config.patch_depth);
  json.at("spacing_mm").get_to(config.spacing_mm);
  json.at("mr_max").get_to(config.mr_max);
  json.at("mr_percentile").get_to(config.mr_percentile);
  if (!(config.spacing_mm > 0) || config.patch_size < 1) {
    throw std::invalid_argument("a spacing or patch size out of range");
  }
  return config;
}

Result<GanModel> gan_model_from(const ModelFile& file, bool averaged) {
  GanModel model;
  try {
    model.config = gan_config_from(file.config);
    model.generator = make_generator(model.config.generator);
  } catch (const std::exception& exception) {
    return wrong_model_config(file.weights.path(), exception.what());
  }
  const std::vector<std::string> raw{"generator.", ""}, average{"ema."};
  auto loaded = load_weights(*model.generator.module, file.weights, averaged ? average : raw);
  if (!loaded) return loaded.error();
  model.generator.module->eval();
  return model;
}

}  // namespace transpine
