// SPDX-License-Identifier: Apache-2.0
#include "core/training/train_models.h"

#include <algorithm>
#include <map>
#include <set>

namespace transpine {
namespace {

using Models = std::set<std::string>;

const Models kSaUnets{"ddim", "pix2pix-sa-unet", "cut-sa-unet"};
const Models kPix2Pix{"pix2pix-unet", "pix2pix-sa-unet", "pix2pix-original"};
const Models kCut{"cut-resnet", "cut-sa-unet"};

/// The options that only some models have; all others apply to each.
const std::map<std::string, Models>& models_of_options() {
  static const std::map<std::string, Models> models{
      {"mode", {"ddim"}},
      {"learned_variance", {"ddim"}},
      {"beta_schedule", {"ddim"}},
      {"loss", {"ddim"}},
      {"condition_dropout", {"ddim"}},
      {"high_noise_emphasis", {"ddim"}},
      {"validation_steps", {"ddim"}},
      {"multipliers", kSaUnets},
      {"attention_heads", kSaUnets},
      {"attention_head_channels", kSaUnets},
      {"levels", {"pix2pix-unet", "pix2pix-original", "cut-resnet"}},
      {"blocks", {"cut-resnet"}},
      {"dropout", {"pix2pix-unet", "pix2pix-original", "cut-resnet"}},
      {"ssim_weight", {"ddim", "pix2pix-unet", "pix2pix-sa-unet", "pix2pix-original"}},
      {"discriminator_channels",
       {"pix2pix-unet", "pix2pix-sa-unet", "pix2pix-original", "cut-resnet", "cut-sa-unet"}},
      {"paired_weight", kPix2Pix},
      {"nce_weight", kCut},
      {"nce_layers", kCut},
      {"nce_patches", kCut}};
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
  const std::int64_t judged = options.model == "pix2pix-original" ? 32 : 16;
  return std::max(judged, generator.smallest_side);
}

Result<void> check_patch(const TrainOptions& options, std::int64_t multiple,
                         std::int64_t smallest) {
  if (options.patch_size % multiple != 0) {
    return Error{"The patch size " + std::to_string(options.patch_size) +
                     " cannot be halved at every level.",
                 "Choose a multiple of " + std::to_string(multiple) + "."};
  }
  if (options.patch_size < smallest) {
    return Error{
        "The patch size " + std::to_string(options.patch_size) + " is too small for this network.",
        "Choose " + std::to_string(smallest) + " at least, or fewer levels."};
  }
  return {};
}

/// Of a network as narrow as can be: sizes of images do not depend on the width.
Result<void> check_gan(const TrainOptions& options) {
  GeneratorOptions narrow = generator_options(options);
  narrow.channels = 8;
  if (options.model == "pix2pix-original" && (options.levels < 5 || options.levels > 10)) {
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

bool is_gan(const std::string& model) {
  return model != "ddim";
}

bool is_contrastive(const std::string& model) {
  return kCut.contains(model);
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
      {"cut-resnet", GeneratorKind::resnet},
      {"cut-sa-unet", GeneratorKind::sa_unet}};
  GeneratorOptions generator;
  generator.kind = kinds.at(options.model);
  generator.channels = options.channels;
  generator.levels = options.levels;
  generator.blocks = options.blocks;
  generator.dropout = options.dropout;
  generator.multipliers = options.multipliers;
  generator.attention = {options.attention_heads, options.attention_head_channels};
  return generator;
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
  if (is_gan(options.model)) return check_gan(options);
  return check_patch(options, std::int64_t{1} << (options.multipliers.size() - 1), 1);
}

}  // namespace transpine
