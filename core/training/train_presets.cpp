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
  if (model == "cut-resnet") {
    options.levels = 1;
    options.epochs = 200;
  } else {
    options.learning_rate = 2e-4;
    options.nce_layers = {1, 8, 16, 24, 28};
  }
  return options;
}

/// What of the demo's settings is no diffusion's own.
TrainOptions small_gan(const std::string& model) {
  const TrainOptions demo = demo_train_options();
  TrainOptions options = paper_train_options(model);
  options.channels = 16;
  options.discriminator_channels = 16;
  options.patch_size = demo.patch_size;
  options.batch_size = demo.batch_size;
  options.steps = demo.steps;
  options.learning_rate = 1e-3;
  options.colour_jitter = demo.colour_jitter;
  options.flip_probability = demo.flip_probability;
  options.validate_every = demo.validate_every;
  options.checkpoint_every = demo.checkpoint_every;
  if (model == "pix2pix-unet") options.levels = 3;
  if (model == "pix2pix-original") options.levels = 5;
  if (applies("multipliers", model)) {
    options.multipliers = {1, 2, 4};
    options.attention_heads = 1;
    options.attention_head_channels = 16;
  }
  if (model == "cut-sa-unet") options.nce_layers = {1, 4, 8, 12, 16};
  return options;
}

}  // namespace

std::vector<std::string> train_model_names() {
  return {"ddim",       "pix2pix-unet", "pix2pix-sa-unet", "pix2pix-original",
          "cut-resnet", "cut-sa-unet"};
}

TrainOptions paper_train_options(const std::string& model) {
  if (!is_gan(model)) return {};
  if (is_contrastive(model)) return paper_cut(model);
  return model == "pix2pix-original" ? original_pix2pix() : paper_pix2pix(model);
}

TrainOptions small_train_options(const std::string& model) {
  return is_gan(model) ? small_gan(model) : demo_train_options();
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
