// SPDX-License-Identifier: Apache-2.0
#include "core/base/option_specs.h"
#include "core/training/train_run.h"

namespace transpine {
namespace {

constexpr auto advanced = OptionSpec::Level::advanced;

void add_network(OptionList& list, TrainOptions& o) {
  list.add(o.model,
           choice("model", "Model",
                  "Of slices: diffusion (ddim), Pix2Pix and CUT (which needs no pairs) with the "
                  "paper's networks or the original ones, SynDiff, CycleGAN, and Fast-DDPM, which "
                  "samples in ten steps. Of volumes (-3d): diffusion, Pix2Pix, regression by a "
                  "residual UNet, and diffusion of wavelets. segmenter-3d learns the parts of the "
                  "vertebrae from CTs (prepare --images ct). Without other options each is trained "
                  "as published.",
                  train_model_names()));
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
  list.add(o.levels,
           ranged("levels", "Levels",
                  "Halvings of the image in the Pix2Pix UNet (paper 6), the original "
                  "pix2pix (8) or the ResNet (paper 1); stages, one more than halvings, of the "
                  "residual 3D UNet and the segmenter (6).",
                  1, 10, advanced));
  list.add(o.blocks, ranged("blocks", "Residual blocks", "Of the ResNet. The paper uses 6.", 1, 32,
                            advanced));
  list.add(o.dropout,
           ranged("dropout", "Dropout",
                  "Within the generator: Pix2Pix UNet 0.2 (paper), original pix2pix 0.5, "
                  "ResNet 0 (paper).",
                  0, 0.9, advanced));
  list.add(o.discriminator_channels,
           ranged("discriminator_channels", "Discriminator width",
                  "Channels of its first layer. The paper uses 64 for Pix2Pix and 32 for CUT.", 1,
                  512, advanced));
  OptionSpec learned{"learned_variance", "Learn the variance",
                     "Adds a second output for the variance, trained with the variational bound. "
                     "DDIM does not use it."};
  learned.level = advanced;
  list.add(o.learned_variance, learned);
  list.add(o.initialisation, choice("initialisation", "Start values",
                                    "Convolutions from a normal distribution of deviation 0.02 "
                                    "(paper), by Xavier's rule with "
                                    "gain 0.02 (original CUT), or torch's default.",
                                    {"normal", "xavier", "default"}, advanced));
  list.add(o.beta_schedule, choice("beta_schedule", "Noise schedule", "The paper uses cosine.",
                                   {"cosine", "linear"}, advanced));
  list.add(o.fast_steps,
           ranged("fast_steps", "Fast-DDPM steps",
                  "Trains on, and later samples with, so few of the 1000 times (Fast-DDPM: 10); 0 "
                  "uses all.",
                  0, 500, advanced));
  list.add(o.fast_spacing, choice("fast_spacing", "Fast-DDPM spacing",
                                  "Times evenly spread, one more than the steps, or more of them "
                                  "where there is most noise.",
                                  {"non-uniform", "uniform"}, advanced));
}

void add_optimisation(OptionList& list, TrainOptions& o) {
  list.add(o.patch_size, ranged("patch_size", "Patch size",
                                "Side of the square that is cropped from a slice; a multiple of 2 "
                                "per level below the first.",
                                8, 2048, OptionSpec::Level::basic, "px"));
  list.add(o.patch_depth, ranged("patch_depth", "Patch depth",
                                 "Sagittal slices of a patch of the 3D models; a multiple of 2 per "
                                 "level below the first.",
                                 8, 1024, OptionSpec::Level::basic, "voxels"));
  list.add(o.batch_size,
           ranged("batch_size", "Batch size",
                  "Patches per step, over all its parts and all processes.", 1, 1024));
  list.add(o.accumulate,
           ranged("accumulate", "Parts of a batch",
                  "Divides each step's batch into this many parts that go through the networks one "
                  "after the other: less memory, the same gradient (batch norms and dropout see "
                  "the parts).",
                  1, 1024, advanced));
  list.add(o.learning_rate,
           ranged("learning_rate", "Learning rate", "Of Adam. The paper uses 2e-5.", 0, 1));
  list.add(
      o.learning_rate_schedule,
      choice("learning_rate_schedule", "Learning rate schedule",
             "Constant as for the paper's diffusion, falling along a cosine, or linear: constant "
             "for half of the training and then falling straight, as for the GANs. It falls from "
             "epoch to epoch, or from step to step where the training's length is given in steps.",
             {"constant", "cosine", "linear"}, advanced));
  list.add(o.learning_rate_floor,
           ranged("learning_rate_floor", "Learning rate floor",
                  "Where the learning rate's fall ends. SynDiff's authors: 1e-5.", 0, 1, advanced));
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
                  "Adds weight x (1 - SSIM). Diffusion in image mode: the paper's ablation uses "
                  "0.1. Pix2Pix: the paper uses 1, before the paired weight.",
                  0, 100, advanced));
  list.add(o.paired_weight,
           ranged("paired_weight", "Paired weight",
                  "Of the difference from the true CT beside the discriminator's judgement. The "
                  "paper uses 10, the original pix2pix 100.",
                  0, 1000));
  list.add(o.nce_weight, ranged("nce_weight", "Contrastive weight",
                                "Of CUT's contrastive loss. The paper uses 1.", 0, 100, advanced));
  list.add(o.nce_layers,
           ranged("nce_layers", "Contrastive layers",
                  "Numbered layers of the generator whose features CUT compares. The paper uses "
                  "0,4,8,12,16 of the ResNet and 1,8,16,24,28 of the SA-UNet.",
                  0, 1000, advanced));
  list.add(o.nce_patches, ranged("nce_patches", "Contrastive patches",
                                 "Places of each layer that CUT compares. The paper uses 256.", 2,
                                 65536, advanced));
  list.add(o.cycle_weight,
           ranged("cycle_weight", "Cycle weight",
                  "Of CycleGAN's way there and back. The original uses 10.", 0, 1000, advanced));
  list.add(o.identity_weight,
           ranged("identity_weight", "Identity weight",
                  "Of what CycleGAN should leave as it is, as a share of the cycle weight. The "
                  "original uses 0.5.",
                  0, 100, advanced));
  OptionSpec segmenter{
      "feature_segmenter", "Feature segmenter",
      "A trained segmenter (a run of segmenter-3d, or one of its checkpoints). The residual UNet "
      "then also learns to make a CT in which that segmenter sees the same anatomy as in the true "
      "one."};
  list.add(o.feature_segmenter, segmenter);
  list.add(o.feature_weight,
           ranged("feature_weight", "Feature weight",
                  "Of the difference in the segmenter's features, beside the CT's own.", 0, 1000,
                  advanced));
  list.add(o.l1_weight, ranged("l1_weight", "L1 weight",
                               "Of SynDiff's differences beside its four judges. Published: 0.5.",
                               0, 1000, advanced));
  list.add(o.r1_gamma, ranged("r1_gamma", "R1 gamma",
                              "Of the penalty on the gradient of SynDiff's judges. Published: 1.",
                              0, 1000, advanced));
  list.add(o.r1_every, ranged("r1_every", "R1 every",
                              "Steps between these penalties; 0 leaves them out. Published: 10.", 0,
                              1e6, advanced, "steps"));
  list.add(o.discriminator_rate,
           ranged("discriminator_rate", "Discriminator rate",
                  "SynDiff: the judges' learning rate as a share of the generators'. Published: "
                  "1e-4 of 1.6e-4.",
                  0, 100, advanced));
  list.add(o.unpaired,
           {"unpaired", "Unpaired",
            "Each MR comes with the CT of another sample, drawn at random: for CUT, CycleGAN and "
            "SynDiff, which need no pairs."});
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
  list.add(o.colour_jitter,
           ranged("colour_jitter", "Colour jitter",
                  "Brightness and contrast of the MR change by up to this share; of a "
                  "segmenter's CT also thickness of slices and noise.",
                  0, 0.9, advanced));
  list.add(o.flip_probability,
           ranged("flip_probability", "Flips",
                  "Probability of an anterior-posterior flip. Volumes flip along their height or "
                  "width, half as often.",
                  0, 1, advanced));
}

void add_precision(OptionList& list, TrainOptions& o) {
  list.add(o.precision,
           choice("precision", "Precision",
                  "Of the networks; losses and weights are always fp32. fp16 needs CUDA and scales "
                  "the loss as it must.",
                  {"fp32", "bf16", "fp16"}, advanced));
  list.add(o.memory_format,
           choice("memory_format", "Memory format",
                  "Of 2D convolutions. Automatic: channels last on CUDA, contiguous on the CPU.",
                  {"auto", "contiguous", "channels_last"}, advanced));
  list.add(o.gradient_clip,
           ranged("gradient_clip", "Clip gradients",
                  "Scales a network's gradient down to this norm where it is larger; 0 never.", 0,
                  1e9, advanced));
  list.add(o.ema_decay,
           ranged("ema_decay", "Moving average",
                  "Decay of the moving average of the generator's weights; 0 keeps none. The "
                  "paper's diffusion uses 0.995.",
                  0, 0.999999, advanced));
  OptionSpec deterministic{"deterministic", "Deterministic",
                           "Uses only algorithms that give the same bits in every run, where CUDA "
                           "has a choice; slower there."};
  deterministic.level = advanced;
  list.add(o.deterministic, deterministic);
  list.add(o.bad_steps,
           ranged("bad_steps", "Failed steps",
                  "So many steps in a row whose loss or gradient is not a finite number end the "
                  "training; each changes nothing. 0: the first, but with fp16 only those that no "
                  "smaller loss scale cures.",
                  0, 1e6, advanced));
}

void add_data(OptionList& list, TrainOptions& o) {
  list.add(o.cache_gb, ranged("cache_gb", "Cache", "Memory for slices that were read; 0 for none.",
                              0, 1e5, advanced, "GB"));
  list.add(o.loader_threads,
           ranged("loader_threads", "Loader threads",
                  "Threads that read and augment patches. They do not change the result.", 1, 256,
                  advanced));
}

}  // namespace

OptionList options_of(TrainOptions& o) {
  OptionList list;
  add_network(list, o);
  add_optimisation(list, o);
  add_precision(list, o);
  add_data(list, o);
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
  list.add(
      o.validation_share,
      ranged("validation_share", "Validation time",
             "At most this share of the training time goes into validations and their "
             "previews: one that would take more is left out, but for that at the end. 1 never "
             "leaves one out.",
             0, 1, advanced));
  list.add(o.checkpoint_every, ranged("checkpoint_every", "Checkpoint every",
                                      "Steps between checkpoints.", 1, 1e9, advanced, "steps"));
  list.add(o.checkpoint_minutes,
           ranged("checkpoint_minutes", "Checkpoint after",
                  "Saves a checkpoint at the latest after this time; 0 counts steps only.", 0, 1e6,
                  advanced, "min"));
  list.add(o.early_stop,
           ranged("early_stop", "Stop early",
                  "Ends the training after so many validations without a better PSNR (segmenters: "
                  "Dice); 0 never.",
                  0, 1e6, advanced, "validations"));
  list.add(o.device, device_option());
  list.add(o.start_from,
           {"start_from", "Start from",
            "Begins with these weights instead of drawn ones: a checkpoint, a run folder (its "
            "newest checkpoint) or a safetensors file that weights import knows. The optimiser "
            "starts anew; networks that the file lacks are drawn."});
  list.add(o.resume, {"resume", "Resume", "Go on from the newest checkpoint of the run folder."});
  return list;
}

}  // namespace transpine
