// SPDX-License-Identifier: Apache-2.0
#include "core/training/train_models.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/nn/segmenter.h"

namespace transpine {
namespace {

using Models = std::set<std::string>;

Models joined(std::initializer_list<Models> sets) {
  Models all;
  for (const Models& set : sets) all.insert(set.begin(), set.end());
  return all;
}

const Models kImageDiffusion{"ddim", "fast-ddpm", "ddim-3d"};
const Models kDiffusion = joined({kImageDiffusion, {"wavelet-3d"}});
const Models kPix2Pix{"pix2pix-unet", "pix2pix-sa-unet", "pix2pix-original", "pix2pix-3d"};
const Models kCut{"cut-resnet", "cut-sa-unet", "cut-original"};
const Models kResnets{"cut-resnet", "cut-original", "cyclegan"};
const Models kAttentive{"ddim", "fast-ddpm", "pix2pix-sa-unet", "cut-sa-unet"};
const Models kVolumes{"ddim-3d", "pix2pix-3d", "residual-unet-3d", "wavelet-3d", "segmenter-3d"};
const Models kResidualUnets{"residual-unet-3d", "segmenter-3d"};

/// The options that only some models have; all others apply to each.
const std::map<std::string, Models>& models_of_options() {
  static const std::map<std::string, Models> models{
      {"mode", kImageDiffusion},
      {"learned_variance", kImageDiffusion},
      {"beta_schedule", kDiffusion},
      {"fast_steps", kDiffusion},
      {"fast_spacing", kDiffusion},
      {"loss", kDiffusion},
      {"condition_dropout", kDiffusion},
      {"high_noise_emphasis", kDiffusion},
      {"validation_steps", kDiffusion},
      {"multipliers", joined({kAttentive, kDiffusion, {"pix2pix-3d", "syndiff"}})},
      {"attention_heads", kAttentive},
      {"attention_head_channels", kAttentive},
      {"levels", joined({kResnets, kResidualUnets, {"pix2pix-unet", "pix2pix-original"}})},
      {"blocks", kResnets},
      {"dropout", {"pix2pix-unet", "pix2pix-original", "cut-resnet"}},
      {"ssim_weight", joined({kImageDiffusion, kPix2Pix})},
      {"discriminator_channels", joined({kPix2Pix, kCut, {"cyclegan", "syndiff"}})},
      {"paired_weight", kPix2Pix},
      {"nce_weight", kCut},
      {"nce_layers", kCut},
      {"nce_patches", kCut},
      {"cycle_weight", {"cyclegan"}},
      {"identity_weight", {"cyclegan"}},
      {"feature_segmenter", {"residual-unet-3d"}},
      {"feature_weight", {"residual-unet-3d"}},
      {"l1_weight", {"syndiff"}},
      {"r1_gamma", {"syndiff"}},
      {"r1_every", {"syndiff"}},
      {"discriminator_rate", {"syndiff"}},
      {"unpaired", joined({kCut, {"cyclegan", "syndiff"}})},
      {"patch_depth", kVolumes}};
  return models;
}

std::string flag_of(std::string key) {
  std::ranges::replace(key, '_', '-');
  return "--" + key;
}

Result<void> check_applies(const TrainOptions& options) {
  TrainOptions given = options;
  TrainOptions usual = paper_train_options(options.model);
  const nlohmann::json values = options_of(given).to_json();
  const nlohmann::json defaults = options_of(usual).to_json();
  for (const auto& [key, models] : models_of_options()) {
    if (applies(key, options.model) || values.at(key) == defaults.at(key)) continue;
    return Error{
        "The option " + flag_of(key) + " does not apply to the model " + options.model + ".",
        "Leave it out, or choose another model."};
  }
  return {};
}

/// What the discriminator and the SSIM need beside the generator.
std::int64_t smallest_patch(const TrainOptions& options, const Generator& generator) {
  const bool large = is_original_pix2pix(options.model) || options.model == "pix2pix-3d" ||
                     options.model == "cut-original" || options.model == "cyclegan";
  return std::max<std::int64_t>(large ? 32 : 16, generator.smallest_side);
}

Result<void> check_side(const char* name, std::int64_t side, std::int64_t multiple,
                        std::int64_t smallest) {
  if (side % multiple != 0) {
    return Error{"The patch " + std::string(name) + " " + std::to_string(side) +
                     " cannot be halved at every level.",
                 "Choose a multiple of " + std::to_string(multiple) + "."};
  }
  if (side < smallest) {
    return Error{"The patch " + std::string(name) + " " + std::to_string(side) +
                     " is too small for this network.",
                 "Choose " + std::to_string(smallest) + " at least, or fewer levels."};
  }
  return {};
}

Result<void> check_patch(const TrainOptions& options, std::int64_t multiple,
                         std::int64_t smallest) {
  const auto size = check_side("size", options.patch_size, multiple, smallest);
  if (!size || !is_volumetric(options.model)) return size;
  return check_side("depth", options.patch_depth, multiple, smallest);
}

Result<void> check_diffusion(const TrainOptions& options) {
  const bool wavelets = options.model == "wavelet-3d";
  if (options.fast_steps == 1 || options.fast_steps > 500) {
    return Error{"Fast-DDPM cannot have " + std::to_string(options.fast_steps) + " steps.",
                 "Choose from 2 to 500, the paper's are 10; or 0 to train on all times."};
  }
  const std::int64_t multiple =
      (wavelets ? 2 : 1) * (std::int64_t{1} << (options.multipliers.size() - 1));
  return check_patch(options, multiple, options.ssim_weight > 0 ? 16 : 1);
}

/// The discriminator of diffusion steps halves six times, the small one of small patches three.
Result<void> check_syndiff(const TrainOptions& options) {
  const std::int64_t multiple = std::int64_t{1} << (options.multipliers.size() - 1);
  return check_patch(options, multiple, 32);
}

Result<void> check_segmenter(const TrainOptions& options) {
  SegmenterConfig narrow;
  narrow.channels = 8;
  narrow.levels = options.levels;
  narrow.classes.resize(2);
  const Segmenter segmenter = make_segmenter(narrow);
  return check_patch(options, segmenter.size_multiple, segmenter.smallest_side);
}

/// Of a network as narrow as can be: sizes of images do not depend on the width.
Result<void> check_generator(const TrainOptions& options) {
  GeneratorOptions narrow = generator_options(options);
  narrow.channels = 8;
  if (is_original_pix2pix(options.model) && (options.levels < 5 || options.levels > 10)) {
    return Error{"The original pix2pix cannot have " + std::to_string(options.levels) + " levels.",
                 "Choose from 5 to 10; the original's are 8."};
  }
  const Generator generator = make_generator(narrow);
  const auto sound =
      check_patch(options, generator.size_multiple, smallest_patch(options, generator));
  if (!sound || !is_contrastive(options.model)) return sound;
  if (options.nce_layers.empty()) {
    return Error{"The contrastive loss needs a layer at least.", "The paper's: see --help."};
  }
  const std::set<std::size_t> layers(options.nce_layers.begin(), options.nce_layers.end());
  try {
    const torch::NoGradGuard no_grad;
    const std::int64_t side = generator.smallest_side;
    (void)generator.features(torch::zeros({1, 1, side, side}), layers);
  } catch (const std::invalid_argument& wrong) {
    return Error{
        "A layer of the contrastive loss does not exist: " + std::string(wrong.what()) + ".",
        "Choose other layers."};
  }
  return {};
}

}  // namespace

ModelFamily family_of(const std::string& model) {
  if (kDiffusion.contains(model)) return ModelFamily::diffusion;
  if (model == "cyclegan") return ModelFamily::cycle_gan;
  if (model == "syndiff") return ModelFamily::syndiff;
  if (model == "residual-unet-3d") return ModelFamily::regression;
  if (model == "segmenter-3d") return ModelFamily::segmenter;
  return ModelFamily::gan;
}

bool is_volumetric(const std::string& model) {
  return kVolumes.contains(model);
}

bool is_segmenter(const std::string& model) {
  return family_of(model) == ModelFamily::segmenter;
}

bool is_contrastive(const std::string& model) {
  return kCut.contains(model);
}

bool is_original_pix2pix(const std::string& model) {
  return model == "pix2pix-original";
}

bool applies(const std::string& key, const std::string& model) {
  const auto found = models_of_options().find(key);
  return found == models_of_options().end() || found->second.contains(model);
}

GeneratorOptions generator_options(const TrainOptions& options) {
  static const std::map<std::string, GeneratorKind> kinds{
      {"pix2pix-unet", GeneratorKind::pix2pix_unet},
      {"pix2pix-sa-unet", GeneratorKind::sa_unet},
      {"pix2pix-original", GeneratorKind::skip_unet},
      {"pix2pix-3d", GeneratorKind::unet3d},
      {"cut-resnet", GeneratorKind::resnet},
      {"cut-sa-unet", GeneratorKind::sa_unet},
      {"cut-original", GeneratorKind::resnet},
      {"cyclegan", GeneratorKind::resnet},
      {"residual-unet-3d", GeneratorKind::residual_unet3d}};
  GeneratorOptions generator;
  generator.kind = kinds.at(options.model);
  generator.channels = options.channels;
  generator.levels = options.levels;
  generator.blocks = options.blocks;
  generator.antialias = options.model == "cut-original";
  generator.dropout_layer = options.model == "cut-resnet";
  generator.dropout = options.dropout;
  generator.multipliers = options.multipliers;
  generator.attention = {options.attention_heads, options.attention_head_channels};
  return generator;
}

DenoiserOptions denoiser_options(const TrainOptions& options) {
  DenoiserOptions network;
  network.channels = options.channels;
  network.multipliers = options.multipliers;
  network.learned_variance = options.learned_variance;
  network.attention = {options.attention_heads, options.attention_head_channels};
  if (!is_volumetric(options.model)) return network;
  network.kind = DenoiserKind::unet3d;
  const bool wavelets = options.model == "wavelet-3d";
  network.image_channels = wavelets ? 8 : 1;
  network.condition_channels = wavelets ? 8 : 4;
  return network;
}

Result<void> check_model_options(const TrainOptions& options) {
  if (auto fitting = check_applies(options); !fitting) return fitting;
  if (options.channels % 8 != 0) {
    return Error{"The width " + std::to_string(options.channels) + " is not a multiple of 8.",
                 "Choose 8, 16, 32, 64, ..."};
  }
  if (options.multipliers.empty() || options.multipliers.size() > 8) {
    return Error{"The network needs from one to eight width multipliers.", "The paper's: 1,2,4,8."};
  }
  switch (family_of(options.model)) {
    case ModelFamily::diffusion:
      return check_diffusion(options);
    case ModelFamily::syndiff:
      return check_syndiff(options);
    case ModelFamily::segmenter:
      return check_segmenter(options);
    default:
      return check_generator(options);
  }
}

}  // namespace transpine
