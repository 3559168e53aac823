// SPDX-License-Identifier: Apache-2.0
#include "core/training/imported_model.h"

#include <algorithm>

#include "core/nn/diffusion_model.h"
#include "core/nn/gan_model.h"
#include "core/nn/syndiff_model.h"
#include "core/training/train_models.h"

namespace transpine {
namespace {

/// The models whose generator is this network, the likeliest first.
std::vector<std::string> models_of(const RecognisedNetwork& network) {
  switch (network.kind) {
    case NetworkKind::sa_unet:
      if (network.in_channels == 1) return {"pix2pix-sa-unet", "cut-sa-unet"};
      return {"ddim"};
    case NetworkKind::unet3d:
      if (network.in_channels == 4) return {"pix2pix-3d"};
      return {"ddim-3d"};
    case NetworkKind::pix2pix_unet:
      return {"pix2pix-unet"};
    case NetworkKind::skip_unet:
      return {"pix2pix-original"};
    case NetworkKind::resnet:
      if (network.antialias) return {"cut-original"};
      return {network.dropout_layer ? "cut-resnet" : "cyclegan"};
    case NetworkKind::ncsnpp:
      return {"syndiff"};
  }
  return {};
}

Error unknown_sizes(const std::string& what) {
  return {"These weights are of " + what + ", which no model here has.",
          "transpine weights info says what the file holds."};
}

Result<std::string> model_name(const RecognisedNetwork& network,
                               const WeightsImportOptions& options) {
  const std::vector<std::string> models = models_of(network);
  if (options.model == "auto") return models.front();
  if (std::ranges::find(models, options.model) != models.end()) return options.model;
  std::string fitting;
  for (const std::string& name : models) fitting += (fitting.empty() ? "" : " or ") + name;
  return Error{"These weights are of a " + network_title(network.kind) + ", not of the model " +
                   options.model + ".",
               "Import them as " + fitting + "."};
}

Result<AttentionOptions> attention_of(const RecognisedNetwork& network,
                                      const WeightsImportOptions& options) {
  if (options.attention_heads < 1 || network.attention_width % options.attention_heads != 0) {
    return Error{"The attention is " + std::to_string(network.attention_width) + " wide, which " +
                     std::to_string(options.attention_heads) + " heads do not divide.",
                 "Give the number of heads that it was trained with."};
  }
  return AttentionOptions{options.attention_heads,
                          network.attention_width / options.attention_heads};
}

/// What every config says of the training's images.
template <class Config>
void set_images(Config& config, const WeightsImportOptions& options) {
  config.patch_size = options.patch_size;
  config.spacing_mm = options.spacing_mm;
  config.mr_max = options.mr_max;
  config.mr_percentile = options.mr_percentile;
}

Result<ImportedModel> diffusion(const RecognisedNetwork& network, const std::string& model,
                                const WeightsImportOptions& options) {
  const bool is_volume = network.kind == NetworkKind::unet3d;
  if (network.in_channels != (is_volume ? 5 : 2) || network.out_channels > 2) {
    return unknown_sizes("a " + network_title(network.kind) + " with " +
                         std::to_string(network.in_channels) + " input and " +
                         std::to_string(network.out_channels) + " output channels");
  }
  DiffusionModelConfig config;
  config.model = model;
  config.network.kind = is_volume ? DenoiserKind::unet3d : DenoiserKind::sa_unet;
  config.network.channels = network.channels;
  config.network.multipliers = network.multipliers;
  config.network.condition_channels = network.in_channels - 1;
  config.network.learned_variance = network.out_channels == 2;
  if (!is_volume) {
    const auto attention = attention_of(network, options);
    if (!attention) return attention.error();
    config.network.attention = *attention;
  }
  config.mode = options.mode == "noise" ? DiffusionMode::noise : DiffusionMode::image;
  config.schedule = options.beta_schedule == "linear" ? BetaSchedule::linear : BetaSchedule::cosine;
  config.condition_dropout = options.condition_dropout;
  config.patch_depth = options.patch_depth;
  set_images(config, options);
  return ImportedModel{to_json(config), make_denoiser_network(config.network).module};
}

Result<ImportedModel> syndiff(const RecognisedNetwork& network,
                              const WeightsImportOptions& options) {
  if (network.in_channels != 2) {
    return unknown_sizes("an NCSN++ of " + std::to_string(network.in_channels) + " channels");
  }
  SyndiffModelConfig config;
  config.network.channels = network.channels;
  config.network.latent_size = network.latent_size;
  config.network.latent_width = network.latent_width;
  set_images(config, options);
  return ImportedModel{to_json(config), Ncsnpp(config.network).ptr()};
}

GeneratorKind generator_kind(NetworkKind kind) {
  switch (kind) {
    case NetworkKind::pix2pix_unet:
      return GeneratorKind::pix2pix_unet;
    case NetworkKind::skip_unet:
      return GeneratorKind::skip_unet;
    case NetworkKind::resnet:
      return GeneratorKind::resnet;
    case NetworkKind::unet3d:
      return GeneratorKind::unet3d;
    default:
      return GeneratorKind::sa_unet;
  }
}

Result<ImportedModel> gan(const RecognisedNetwork& network, const std::string& model,
                          const WeightsImportOptions& options) {
  const bool is_volume = network.kind == NetworkKind::unet3d;
  if (network.in_channels != (is_volume ? 4 : 1) || network.out_channels != 1) {
    return unknown_sizes("a " + network_title(network.kind) + " of " +
                         std::to_string(network.in_channels) + " to " +
                         std::to_string(network.out_channels) + " channels");
  }
  if (network.kind == NetworkKind::skip_unet && !network.batch_norm) {
    return unknown_sizes("a unet_256 with instance norm");
  }
  GanModelConfig config;
  config.model = model;
  config.generator.kind = generator_kind(network.kind);
  config.generator.channels = network.channels;
  config.generator.antialias = network.antialias;
  config.generator.dropout_layer = network.dropout_layer;
  if (!network.multipliers.empty()) config.generator.multipliers = network.multipliers;
  if (network.levels > 0) config.generator.levels = network.levels;
  if (network.blocks > 0) config.generator.blocks = network.blocks;
  if (network.kind == NetworkKind::sa_unet) {
    const auto attention = attention_of(network, options);
    if (!attention) return attention.error();
    config.generator.attention = *attention;
  }
  // Without weights it is not in the file; what training goes on from it sets its own.
  config.generator.dropout = 0;
  config.patch_depth = options.patch_depth;
  set_images(config, options);
  return ImportedModel{to_json(config), make_generator(config.generator).module};
}

}  // namespace

Result<ImportedModel> imported_model(const RecognisedNetwork& network,
                                     const WeightsImportOptions& options) {
  const auto name = model_name(network, options);
  if (!name) return name.error();
  switch (family_of(*name)) {
    case ModelFamily::diffusion:
      return diffusion(network, *name, options);
    case ModelFamily::syndiff:
      return syndiff(network, options);
    default:
      return gan(network, *name, options);
  }
}

}  // namespace transpine
