// SPDX-License-Identifier: Apache-2.0
#include "core/nn/syndiff_model.h"

#include <stdexcept>

#include "core/nn/weights.h"

namespace transpine {

nlohmann::json to_json(const SyndiffModelConfig& config) {
  return {{"family", "syndiff"},
          {"model", "syndiff"},
          {"network",
           {{"kind", "ncsnpp"},
            {"image_size", config.network.image_size},
            {"channels", config.network.channels},
            {"multipliers", config.network.multipliers},
            {"blocks", config.network.blocks},
            {"attention_size", config.network.attention_size},
            {"latent_size", config.network.latent_size},
            {"latent_width", config.network.latent_width},
            {"latent_layers", config.network.latent_layers}}},
          {"steps", config.steps},
          {"patch_size", config.patch_size},
          {"spacing_mm", config.spacing_mm},
          {"mr_max", config.mr_max},
          {"mr_percentile", config.mr_percentile}};
}

SyndiffModelConfig syndiff_config_from(const nlohmann::json& json) {
  SyndiffModelConfig config;
  const nlohmann::json& network = json.at("network");
  if (network.at("kind") != "ncsnpp") throw std::invalid_argument("an unknown kind of network");
  network.at("image_size").get_to(config.network.image_size);
  network.at("channels").get_to(config.network.channels);
  network.at("multipliers").get_to(config.network.multipliers);
  network.at("blocks").get_to(config.network.blocks);
  network.at("attention_size").get_to(config.network.attention_size);
  network.at("latent_size").get_to(config.network.latent_size);
  network.at("latent_width").get_to(config.network.latent_width);
  network.at("latent_layers").get_to(config.network.latent_layers);
  json.at("steps").get_to(config.steps);
  json.at("patch_size").get_to(config.patch_size);
  json.at("spacing_mm").get_to(config.spacing_mm);
  json.at("mr_max").get_to(config.mr_max);
  json.at("mr_percentile").get_to(config.mr_percentile);
  if (!(config.spacing_mm > 0) || config.patch_size < 1 || config.steps < 1 ||
      config.steps > 1000 || config.network.multipliers.empty()) {
    throw std::invalid_argument("a size out of range");
  }
  return config;
}

Result<SyndiffModel> syndiff_model_from(const ModelFile& file, bool averaged) {
  SyndiffModel model;
  try {
    model.config = syndiff_config_from(file.config);
    model.generator = Ncsnpp(model.config.network);
  } catch (const std::exception& exception) {
    return wrong_model_config(file.weights.path(), exception.what());
  }
  const std::vector<std::string> raw{"generator.", ""};
  const std::vector<std::string> average{"ema."};
  auto loaded = load_weights(*model.generator, file.weights, averaged ? average : raw);
  if (!loaded) return loaded.error();
  model.generator->eval();
  return model;
}

torch::Tensor syndiff_x0(Ncsnpp& generator, const torch::Tensor& x_next,
                         const torch::Tensor& source, const torch::Tensor& t,
                         const torch::Tensor& latent) {
  return generator(torch::cat({x_next, source}, 1), t.to(x_next.dtype()), latent).narrow(1, 0, 1);
}

}  // namespace transpine
