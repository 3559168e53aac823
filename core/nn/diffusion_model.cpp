// SPDX-License-Identifier: Apache-2.0
#include "core/nn/diffusion_model.h"

#include <stdexcept>

namespace transpine {
namespace {

template <class T>
T one_of(const nlohmann::json& json, const char* key,
         const std::vector<std::pair<std::string, T>>& known) {
  const auto name = json.at(key).get<std::string>();
  for (const auto& [text, value] : known) {
    if (text == name) return value;
  }
  throw std::invalid_argument("an unknown " + std::string(key) + " \"" + name + "\"");
}

}  // namespace

nlohmann::json to_json(const DiffusionModelConfig& config) {
  return {{"network",
           {{"kind", "sa_unet"},
            {"channels", config.network.channels},
            {"multipliers", config.network.multipliers},
            {"condition_channels", config.network.condition_channels},
            {"learned_variance", config.network.learned_variance},
            {"attention_heads", config.network.attention.heads},
            {"attention_head_channels", config.network.attention.head_channels}}},
          {"mode", config.mode == DiffusionMode::image ? "image" : "noise"},
          {"beta_schedule", config.schedule == BetaSchedule::cosine ? "cosine" : "linear"},
          {"patch_size", config.patch_size},
          {"spacing_mm", config.spacing_mm},
          {"condition_dropout", config.condition_dropout},
          {"mr_max", config.mr_max},
          {"mr_percentile", config.mr_percentile}};
}

DiffusionModelConfig diffusion_config_from(const nlohmann::json& json) {
  DiffusionModelConfig config;
  const nlohmann::json& network = json.at("network");
  if (network.at("kind") != "sa_unet") throw std::invalid_argument("an unknown kind of network");
  network.at("channels").get_to(config.network.channels);
  network.at("multipliers").get_to(config.network.multipliers);
  network.at("condition_channels").get_to(config.network.condition_channels);
  network.at("learned_variance").get_to(config.network.learned_variance);
  network.at("attention_heads").get_to(config.network.attention.heads);
  network.at("attention_head_channels").get_to(config.network.attention.head_channels);
  config.mode = one_of<DiffusionMode>(
      json, "mode", {{"image", DiffusionMode::image}, {"noise", DiffusionMode::noise}});
  config.schedule = one_of<BetaSchedule>(
      json, "beta_schedule", {{"cosine", BetaSchedule::cosine}, {"linear", BetaSchedule::linear}});
  json.at("patch_size").get_to(config.patch_size);
  json.at("spacing_mm").get_to(config.spacing_mm);
  json.at("condition_dropout").get_to(config.condition_dropout);
  config.mr_max = json.value("mr_max", config.mr_max);
  config.mr_percentile = json.value("mr_percentile", config.mr_percentile);
  if (!(config.spacing_mm > 0) || config.patch_size < 1) {
    throw std::invalid_argument("a spacing or patch size out of range");
  }
  return config;
}

Result<DiffusionModel> diffusion_model_from(const ModelFile& file, WeightKind weights) {
  if (file.family() != "diffusion") {
    return Error{file.weights.path().string() + " is not a diffusion model.",
                 "Choose a checkpoint of one."};
  }
  DiffusionModel model;
  try {
    model.config = diffusion_config_from(file.config);
    model.network = SaUnet(model.config.network);
  } catch (const std::exception& exception) {
    return wrong_model_config(file.weights.path(), exception.what());
  }
  const std::vector<std::string> raw_first{"generator.", "", "ema."};
  const std::vector<std::string> ema_only{"ema."};
  auto loaded =
      load_weights(*model.network, file.weights, weights == WeightKind::raw ? raw_first : ema_only);
  if (!loaded) return loaded.error();
  model.network->eval();
  return model;
}

Result<DiffusionModel> load_diffusion_model(const std::filesystem::path& checkpoint,
                                            WeightKind weights) {
  const auto file = open_model_file(checkpoint);
  if (!file) return file.error();
  return diffusion_model_from(*file, weights);
}

Denoiser denoiser_of(DiffusionModel& model) {
  return [&model](const torch::Tensor& x_t, const torch::Tensor& condition,
                  const torch::Tensor& time) {
    return model.network(torch::cat({x_t, condition}, 1), time);
  };
}

}  // namespace transpine
