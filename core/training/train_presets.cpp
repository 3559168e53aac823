// SPDX-License-Identifier: Apache-2.0
#include "core/training/train_models.h"

namespace transpine {
namespace {

/// What the paper's GANs share (section 4.1).
TrainOptions paper_gan(const std::string& model) {
  TrainOptions options;
  options.model = model;
  options.learning_rate_schedule = "linear";
  options.batch_size = 4;
  options.epochs = 70;
  options.ema_decay = 0;
  return options;
}

TrainOptions paper_pix2pix(const std::string& model) {
  TrainOptions options = paper_gan(model);
  options.ssim_weight = 1;
  if (model == "pix2pix-unet") {
    options.batch_size = 6;
    options.dropout = 0.2;
  }
  return options;
}

/// Section 5.2.
TrainOptions original_pix2pix() {
  TrainOptions options = paper_gan("pix2pix-original");
  options.levels = 8;
  options.dropout = 0.5;
  options.learning_rate = 2e-4;
  options.batch_size = 1;
  options.epochs = 200;
  options.paired_weight = 100;
  options.colour_jitter = 0;
  return options;
}

TrainOptions paper_cut(const std::string& model) {
  TrainOptions options = paper_gan(model);
  options.channels = 32;
  options.discriminator_channels = 32;
  options.unpaired = true;
  if (model == "cut-resnet") {
    options.levels = 1;
    options.epochs = 200;
  } else {
    options.learning_rate = 2e-4;
    options.nce_layers = {1, 8, 16, 24, 28};
  }
  return options;
}

/// Section 5.1.
TrainOptions original_cut() {
  TrainOptions options = paper_gan("cut-original");
  options.levels = 2;
  options.blocks = 9;
  options.learning_rate = 2e-4;
  options.batch_size = 1;
  options.epochs = 400;
  options.colour_jitter = 0;
  options.initialisation = "xavier";
  options.unpaired = true;
  return options;
}

/// Section 5.2.
TrainOptions cycle_gan() {
  TrainOptions options = paper_gan("cyclegan");
  options.levels = 2;
  options.blocks = 9;
  options.learning_rate = 2e-4;
  options.batch_size = 1;
  options.epochs = 200;
  options.colour_jitter = 0;
  options.unpaired = true;
  return options;
}

/// Section 3.6 with the README's rates.
TrainOptions syndiff() {
  TrainOptions options;
  options.model = "syndiff";
  options.multipliers = {1, 1, 2, 2, 4, 4};
  options.learning_rate = 1.6e-4;
  options.learning_rate_schedule = "cosine";
  options.learning_rate_floor = 1e-5;
  options.batch_size = 1;
  options.epochs = 500;
  options.colour_jitter = 0;
  options.flip_probability = 0;
  options.initialisation = "default";
  options.ema_decay = 0.999;
  return options;
}

/// Section 1.7, the released weights' settings.
TrainOptions paper_volumes(const std::string& model) {
  TrainOptions options = model == "pix2pix-3d" ? paper_pix2pix(model) : TrainOptions();
  options.model = model;
  options.patch_size = 128;
  options.patch_depth = 32;
  options.batch_size = 2;
  options.condition_dropout = TrainOptions().condition_dropout;
  if (model == "ddim-3d") {
    options.condition_dropout = 0;
    options.initialisation = "default";
  }
  return options;
}

/// Beyond-facts 1.
TrainOptions fast_ddpm() {
  TrainOptions options;
  options.model = "fast-ddpm";
  options.mode = "noise";
  options.loss = "l2";
  options.beta_schedule = "linear";
  options.fast_steps = 10;
  options.batch_size = 16;
  options.condition_dropout = 0;
  options.ema_decay = 0.999;
  return options;
}

/// Beyond-facts 2, but for our own 3D UNet and its rates.
TrainOptions wavelet_volumes() {
  TrainOptions options;
  options.model = "wavelet-3d";
  options.multipliers = {1, 2, 2, 4, 4};
  options.beta_schedule = "linear";
  options.loss = "l2";
  options.learning_rate = 1e-5;
  options.patch_size = 224;
  options.patch_depth = 64;
  options.batch_size = 1;
  options.condition_dropout = 0;
  options.initialisation = "default";
  options.flip_probability = 0;
  return options;
}

/// Beyond-facts 3.1, with Adam.
TrainOptions residual_volumes() {
  TrainOptions options;
  options.model = "residual-unet-3d";
  options.channels = 32;
  options.levels = 6;
  options.learning_rate = 3e-4;
  options.learning_rate_schedule = "cosine";
  options.patch_size = 128;
  options.patch_depth = 64;
  options.batch_size = 2;
  options.steps = 250000;
  options.colour_jitter = 0;
  options.flip_probability = 0;
  options.initialisation = "default";
  return options;
}

/// Those of the regression, whose network it shares.
TrainOptions segmenter() {
  TrainOptions options = residual_volumes();
  options.model = "segmenter-3d";
  options.flip_probability = 0.5;
  options.colour_jitter = 0.2;
  options.steps = 100000;
  return options;
}

/// What of the demo's settings is of no one model.
TrainOptions small(const std::string& model) {
  const TrainOptions demo = demo_train_options();
  TrainOptions options = paper_train_options(model);
  options.patch_size = demo.patch_size;
  options.batch_size = demo.batch_size;
  options.steps = demo.steps;
  options.learning_rate = 1e-3;
  options.colour_jitter = demo.colour_jitter;
  options.flip_probability = demo.flip_probability;
  options.validate_every = demo.validate_every;
  options.checkpoint_every = demo.checkpoint_every;
  options.channels = 16;
  if (applies("discriminator_channels", model)) options.discriminator_channels = 16;
  if (applies("multipliers", model)) options.multipliers = {1, 2, 4};
  if (applies("attention_heads", model)) {
    options.attention_heads = 1;
    options.attention_head_channels = 16;
  }
  return options;
}

TrainOptions small_diffusion(const std::string& model) {
  const TrainOptions demo = demo_train_options();
  TrainOptions options = small(model);
  options.channels = demo.channels;
  options.multipliers = demo.multipliers;
  options.initialisation = demo.initialisation;
  options.learning_rate = demo.learning_rate;
  options.learning_rate_schedule = demo.learning_rate_schedule;
  options.warmup_steps = demo.warmup_steps;
  options.condition_dropout = demo.condition_dropout;
  if (model != "fast-ddpm") options.high_noise_emphasis = demo.high_noise_emphasis;
  return options;
}

void make_small_volumes(TrainOptions& options) {
  options.patch_size = 64;
  options.patch_depth = 32;
  options.batch_size = 1;
  options.steps = 400;
  options.learning_rate = 1e-3;
  options.channels = 8;
  if (applies("multipliers", options.model)) options.multipliers = {1, 2, 4};
  if (options.model == "residual-unet-3d" || options.model == "segmenter-3d") {
    options.levels = 4;
    options.warmup_steps = 10;
  }
  if (options.model == "segmenter-3d") {
    options.batch_size = 2;
    options.steps = 1000;
    options.learning_rate = 3e-3;
  }
}

}  // namespace

std::vector<std::string> train_model_names() {
  return {"ddim",     "pix2pix-unet", "pix2pix-sa-unet",  "cut-resnet",       "cut-sa-unet",
          "syndiff",  "ddim-3d",      "pix2pix-3d",       "pix2pix-original", "cut-original",
          "cyclegan", "fast-ddpm",    "residual-unet-3d", "wavelet-3d",       "segmenter-3d"};
}

TrainOptions paper_train_options(const std::string& model) {
  if (model == "fast-ddpm") return fast_ddpm();
  if (model == "wavelet-3d") return wavelet_volumes();
  if (model == "residual-unet-3d") return residual_volumes();
  if (model == "segmenter-3d") return segmenter();
  if (model == "ddim-3d" || model == "pix2pix-3d") return paper_volumes(model);
  if (model == "syndiff") return syndiff();
  if (model == "cyclegan") return cycle_gan();
  if (model == "cut-original") return original_cut();
  if (model == "pix2pix-original") return original_pix2pix();
  if (is_contrastive(model)) return paper_cut(model);
  return model == "ddim" ? TrainOptions() : paper_pix2pix(model);
}

std::string original_model(const std::string& model) {
  if (model == "pix2pix-unet" || model == "pix2pix-sa-unet") return "pix2pix-original";
  return is_contrastive(model) ? "cut-original" : model;
}

TrainOptions small_train_options(const std::string& model) {
  if (model == "ddim") return demo_train_options();
  TrainOptions options =
      family_of(model) == ModelFamily::diffusion ? small_diffusion(model) : small(model);
  if (is_volumetric(model)) make_small_volumes(options);
  if (model == "pix2pix-unet") options.levels = 3;
  if (model == "pix2pix-original") options.levels = 5;
  if (model == "cut-original" || model == "cyclegan") options.blocks = 4;
  if (model == "cut-sa-unet") options.nce_layers = {1, 4, 8, 12, 16};
  if (model == "cut-original") options.nce_layers = {0, 4, 8, 12, 14};
  return options;
}

TrainOptions demo_train_options() {
  TrainOptions options;
  // Narrow where the pixels are many, wide below: as good as 16 x (1, 2, 4) for two thirds of
  // the time.
  options.channels = 8;
  options.multipliers = {1, 4, 8};
  options.attention_heads = 1;
  options.attention_head_channels = 16;
  options.initialisation = "default";
  options.patch_size = 96;
  options.batch_size = 4;
  options.learning_rate = 4e-3;
  options.learning_rate_schedule = "cosine";
  options.warmup_steps = 10;
  options.steps = 800;
  options.condition_dropout = 0;
  options.colour_jitter = 0.1;
  // All phantoms face the same way: front and back tell bone from muscle.
  options.flip_probability = 0;
  options.high_noise_emphasis = 2;
  options.validate_every = 200;
  options.checkpoint_every = 100;
  return options;
}

}  // namespace transpine
