// SPDX-License-Identifier: Apache-2.0
#include "core/base/option_specs.h"
#include "core/training/train_run.h"

namespace transpine {
namespace {

constexpr auto advanced = OptionSpec::Level::advanced;

void add_network(OptionList& list, TrainOptions& o) {
  list.add(o.mode,
           choice("mode", "Predicts", "What the network predicts: the clean image or the noise.",
                  {"image", "noise"}));
  list.add(o.channels,
           ranged("channels", "Width",
                  "Channels of the first level, a multiple of 8. The paper uses 64.", 8, 512));
  list.add(o.multipliers, ranged("multipliers", "Width multipliers", "One per level of resolution.",
                                 1, 64, advanced));
  list.add(o.attention_heads,
           ranged("attention_heads", "Attention heads",
                  "Heads of each attention. The paper uses 4.", 1, 64, advanced));
  list.add(o.attention_head_channels, ranged("attention_head_channels", "Channels per head",
                                             "The paper uses 32.", 1, 256, advanced));
  OptionSpec learned{"learned_variance", "Learn the variance",
                     "Adds a second output for the variance, trained with the variational bound. "
                     "DDIM does not use it."};
  learned.level = advanced;
  list.add(o.learned_variance, learned);
  list.add(
      o.initialisation,
      choice(
          "initialisation", "Start values",
          "Convolutions from a normal distribution of deviation 0.02 (paper), or torch's default.",
          {"normal", "default"}, advanced));
  list.add(o.beta_schedule, choice("beta_schedule", "Noise schedule", "The paper uses cosine.",
                                   {"cosine", "linear"}, advanced));
}

void add_optimisation(OptionList& list, TrainOptions& o) {
  list.add(o.patch_size, ranged("patch_size", "Patch size",
                                "Side of the square that is cropped from a slice; a multiple of 2 "
                                "per level below the first.",
                                8, 2048, OptionSpec::Level::basic, "px"));
  list.add(o.batch_size, ranged("batch_size", "Batch size", "Patches per step.", 1, 1024));
  list.add(o.learning_rate,
           ranged("learning_rate", "Learning rate", "Of Adam. The paper uses 2e-5.", 0, 1));
  list.add(o.learning_rate_schedule,
           choice("learning_rate_schedule", "Learning rate schedule",
                  "Constant as in the paper, or falling to zero along a cosine.",
                  {"constant", "cosine"}, advanced));
  list.add(o.warmup_steps,
           ranged("warmup_steps", "Warm-up", "Steps over which the learning rate rises from zero.",
                  0, 1e6, advanced, "steps"));
  list.add(o.steps,
           ranged("steps", "Steps", "Optimiser steps; 0 trains for the given epochs.", 0, 1e9));
  list.add(o.epochs,
           ranged("epochs", "Epochs", "Passes over the training slices when steps is 0.", 1, 1e6));
  list.add(o.loss, choice("loss", "Loss", "Mean absolute (paper) or squared difference.",
                          {"l1", "l2"}, advanced));
  list.add(o.ssim_weight,
           ranged("ssim_weight", "SSIM weight",
                  "Image mode: adds weight x (1 - SSIM). The paper's ablation uses 0.1.", 0, 100,
                  advanced));
  list.add(
      o.condition_dropout,
      ranged(
          "condition_dropout", "Condition dropout",
          "Probability with which a sample's MR is blanked, so that the model can be guided later.",
          0, 1, advanced));
  list.add(o.high_noise_emphasis,
           ranged("high_noise_emphasis", "High-noise emphasis",
                  "0 draws all times alike (paper); 1 draws times in proportion to their noise, "
                  "which teaches a short training more about the MR.",
                  0, 10, advanced));
  list.add(o.colour_jitter, ranged("colour_jitter", "Colour jitter",
                                   "Brightness and contrast of the MR change by up to this share.",
                                   0, 0.9, advanced));
  list.add(o.flip_probability,
           ranged("flip_probability", "Flips", "Probability of an anterior-posterior flip.", 0, 1,
                  advanced));
}

}  // namespace

OptionList options_of(TrainOptions& o) {
  OptionList list;
  add_network(list, o);
  add_optimisation(list, o);
  list.add(o.seed, ranged("seed", "Seed", "Of weights, order, crops and noise.", 0, 9e15));
  list.add(o.validate_every, ranged("validate_every", "Validate every",
                                    "Steps between validations; 0 validates at the end only.", 0,
                                    1e9, advanced, "steps"));
  list.add(
      o.validation_slices,
      ranged("validation_slices", "Validation slices",
             "How many slices are translated at a validation; 0 for none.", 0, 1000, advanced));
  list.add(o.validation_steps, ranged("validation_steps", "Validation sampling steps",
                                      "DDIM steps at a validation.", 1, 1000, advanced));
  list.add(o.checkpoint_every, ranged("checkpoint_every", "Checkpoint every",
                                      "Steps between checkpoints.", 1, 1e9, advanced, "steps"));
  list.add(o.device, device_option());
  list.add(o.resume, {"resume", "Resume", "Go on from the newest checkpoint of the run folder."});
  return list;
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
