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

void check_times(const std::vector<int>& times) {
  int before = -1;
  for (const int time : times) {
    if (time <= before || time > 999) throw std::invalid_argument("times out of order");
    before = time;
  }
}

}  // namespace

nlohmann::json to_json(const DiffusionModelConfig& config) {
  nlohmann::json json{
      {"network", to_json(config.network)},
      {"mode", config.mode == DiffusionMode::image ? "image" : "noise"},
      {"beta_schedule", config.schedule == BetaSchedule::cosine ? "cosine" : "linear"},
      {"patch_size", config.patch_size},
      {"spacing_mm", config.spacing_mm},
      {"condition_dropout", config.condition_dropout},
      {"mr_max", config.mr_max},
      {"mr_percentile", config.mr_percentile}};
  // The 2D model is the one that has no name: so its first checkpoints stay what they are.
  if (config.model != "ddim") json["model"] = config.model;
  if (config.network.kind == DenoiserKind::unet3d) json["patch_depth"] = config.patch_depth;
  if (!config.times.empty()) json["times"] = config.times;
  if (config.wavelets) json["wavelets"] = true;
  return json;
}

DiffusionModelConfig diffusion_config_from(const nlohmann::json& json) {
  DiffusionModelConfig config;
  config.network = denoiser_options_from(json.at("network"));
  config.model = json.value("model", config.model);
  config.times = json.value("times", config.times);
  config.wavelets = json.value("wavelets", config.wavelets);
  config.patch_depth = json.value("patch_depth", config.patch_depth);
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
  check_times(config.times);
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
    model.network = make_denoiser_network(model.config.network);
  } catch (const std::exception& exception) {
    return wrong_model_config(file.weights.path(), exception.what());
  }
  const std::vector<std::string> raw_first{"generator.", "", "ema."};
  const std::vector<std::string> ema_only{"ema."};
  auto loaded = load_weights(*model.network.module, file.weights,
                             weights == WeightKind::raw ? raw_first : ema_only);
  if (!loaded) return loaded.error();
  model.network.module->eval();
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
    return model.network.forward(torch::cat({x_t, condition}, 1), time);
  };
}

}  // namespace transpine
