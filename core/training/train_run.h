// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/base/result.h"
#include "core/training/validation_score.h"

namespace transpine {

/// How a model is trained. The defaults are the paper's 2D diffusion (sections 1.7, 1.9); those of
/// the other models give paper_train_options().
struct TrainOptions {
  std::filesystem::path training_set;  ///< Folder with index.json and its shards.
  /// Gets config.json, metrics.jsonl, events.out.tfevents.*, checkpoints/ and previews/.
  std::filesystem::path run_folder;
  std::string model = "ddim";  ///< One of train_model_names().
  std::string mode = "image";  ///< What the network predicts: "image" or "noise".
  std::int64_t channels = 64;
  std::vector<std::int64_t> multipliers{1, 2, 4, 8};
  std::int64_t attention_heads = 4;
  std::int64_t attention_head_channels = 32;
  std::int64_t levels = 6;  ///< Halvings in a generator that is no SA-UNet.
  std::int64_t blocks = 6;  ///< Of the ResNet.
  double dropout = 0;       ///< Within the generator.
  std::int64_t discriminator_channels = 64;
  bool learned_variance = false;
  std::string loss = "l1";
  double ssim_weight = 0;     ///< The paper's lambda_ssim, for GANs within the paired term.
  double paired_weight = 10;  ///< The paper's lambda_paired.
  double nce_weight = 1;
  std::vector<std::int64_t> nce_layers{0, 4, 8, 12, 16};
  std::int64_t nce_patches = 256;
  double cycle_weight = 10;      ///< CycleGAN's lambda of both cycles.
  double identity_weight = 0.5;  ///< CycleGAN's, as a share of cycle_weight.
  /// Of the residual UNet: a segmenter's run or checkpoint, whose features of the synthetic CT
  /// shall be those of the true one (beyond-facts 3.1); empty for none.
  std::filesystem::path feature_segmenter;
  double feature_weight = 1;
  double l1_weight = 0.5;             ///< SynDiff's lambda_l1 of both kinds of L1.
  double r1_gamma = 1;                ///< SynDiff's gradient penalty.
  std::int64_t r1_every = 10;         ///< Steps between penalties.
  double discriminator_rate = 0.625;  ///< SynDiff: its learning rate as a share of the generator's.
  std::string beta_schedule = "cosine";
  int fast_steps = 0;  ///< Fast-DDPM: trains on, and samples with, so few times; 0 uses all.
  std::string fast_spacing = "non-uniform";
  std::int64_t patch_size = 256;
  std::int64_t patch_depth = 32;  ///< Of the 3D models: sagittal slices.
  std::int64_t batch_size = 8;    ///< Of a whole step, over all its parts and processes.
  std::int64_t accumulate = 1;    ///< Parts of a step's batch that go through the networks in turn.
  std::string precision = "fp32";      ///< Of the networks: "fp32", "bf16", "fp16".
  std::string memory_format = "auto";  ///< Or "contiguous", "channels_last".
  double gradient_clip = 0;            ///< Largest norm of a network's gradient; 0 for any.
  double ema_decay = 0.995;            ///< Of the generator's moving average; 0 for none.
  double learning_rate = 2e-5;
  std::string learning_rate_schedule = "constant";
  double learning_rate_floor = 0;  ///< Where a schedule ends.
  std::int64_t warmup_steps = 0;
  std::int64_t steps = 0;  ///< Optimiser steps; 0 takes `epochs`.
  std::int64_t epochs = 150;
  double condition_dropout = 0.3;
  double high_noise_emphasis = 0;  ///< Times are drawn with a density that goes as t to this power.
  double colour_jitter = 0.2;
  double flip_probability = 0.5;
  bool unpaired = false;                  ///< Each MR comes with the CT of another sample.
  std::string initialisation = "normal";  ///< Convolutions from N(0, 0.02), or torch's "default".
  std::uint64_t seed = 1;
  std::int64_t validate_every = 500;  ///< Steps; 0 only at the end.
  std::int64_t validation_slices = 4;
  int validation_steps = 20;
  double validation_share = 0.1;  ///< Of the training time, at most, in validations but the last.
  std::int64_t checkpoint_every = 500;
  double checkpoint_minutes = 10;  ///< At the latest; 0 counts steps only.
  std::int64_t early_stop = 0;  ///< Validations without a better score that end a run; 0 for any.
  std::int64_t bad_steps = 0;   ///< Failed steps in a row that end a run; 0 see its help.
  bool deterministic = false;
  double cache_gb = 2;  ///< Decoded slices that are kept in memory.
  std::int64_t loader_threads = 1;
  /// Weights to begin with instead of drawn ones, as of start_from_weights(); empty for none.
  std::filesystem::path start_from;
  bool resume = false;
  std::string device = "auto";
};

OptionList options_of(TrainOptions& options);

/// The paper's first, each family together; then the newer ones.
std::vector<std::string> train_model_names();
/// Whether a model takes whole volumes instead of slices.
bool is_volumetric(const std::string& model);
/// Whether a model finds parts of vertebrae in CTs, instead of translating MRs.
bool is_segmenter(const std::string& model);
/// Whether a model has the option of this key; what it has not must keep its default.
bool applies(const std::string& key, const std::string& model);

/// The published settings of a model (sections 1.7, 4.2, 5.2), T2-weighted where they differ.
TrainOptions paper_train_options(const std::string& model);
/// The model as its own authors have it: another where the paper changed it (pix2pix, CUT), else
/// the same, whose paper_train_options() are its authors'.
std::string original_model(const std::string& model);
/// A model of some minutes on two cores; for "ddim" demo_train_options().
TrainOptions small_train_options(const std::string& model);
/// A small image-mode model that learns the phantom within about four minutes on two cores.
TrainOptions demo_train_options();

/// A picture, row by row.
struct FloatImage {
  int width = 0;
  int height = 0;
  std::vector<float> pixels;
};

/// A named part of a loss; of a GAN also the discriminator's own.
struct LossTerm {
  std::string name;
  double value = 0;
};

/// One optimiser step, as it is also written to metrics.jsonl.
struct TrainStep {
  std::int64_t step = 0;   ///< From 1.
  std::int64_t steps = 0;  ///< How many there will be.
  double loss = 0;
  std::vector<LossTerm> terms;  ///< None where the loss is a single term.
  double learning_rate = 0;
  double gradient_norm = 0;  ///< Of the generator, before clipping.
  double seconds = 0;        ///< Of this step.
  double elapsed_s = 0;      ///< Training time of the run without pauses, over all sittings.
  std::optional<double> ema_decay;
  std::string failure = {};          ///< What was not finite, so that the step changed nothing.
  std::optional<double> loss_scale;  ///< Of fp16.
};

/// A validation slice: MR in [0, 1], CT and synthetic CT in [-1, 1] (HU / 1000). Of a segmenter the
/// CT, the classes that it found and the true ones, each over the whole range of such an image.
struct TrainPreview {
  std::string subject;
  FloatImage mr, synthetic_ct, ct;
};

struct TrainValidation : ValidationScore {
  std::int64_t step = 0;
  double seconds = 0;    ///< That this validation took.
  double elapsed_s = 0;  ///< As of TrainStep.
  std::vector<TrainPreview> previews;
};

/// Called on the training's thread. Each may be empty.
struct TrainCallbacks {
  std::function<void(const TrainStep&)> on_step;
  std::function<void(const TrainValidation&)> on_validation;
  /// What the user should know at once, e.g. that the newest checkpoint was damaged.
  std::function<void(const std::string&)> on_warning;
};

struct TrainSummary {
  std::filesystem::path run_folder;
  std::filesystem::path checkpoint;  ///< The last one written.
  std::int64_t steps = 0;
  std::int64_t parameters = 0;
  std::optional<double> loss;        ///< Mean of the last 20 steps of this call; absent for none.
  ValidationScore score;             ///< Of the last validation.
  std::optional<double> best_score;  ///< Its value(), of all validations.
  std::int64_t best_step = 0;
  bool stopped_early = false;
  std::int64_t skipped_steps = 0;                ///< That failed and changed nothing.
  std::uint64_t needed_bytes = 0;                ///< About, for weights and one part of a batch.
  std::optional<std::uint64_t> available_bytes;  ///< Absent where it is not known.
  std::optional<std::int64_t> largest_batch;     ///< That fits at once, over all processes.
  int processes = 1;
  double seconds = 0;  ///< Of this call.
  std::vector<std::string> warnings;
};

/// What `train` would do: checks options, training set, device and run folder, counts steps and
/// parameters, and writes nothing.
Result<TrainSummary> plan_training(const TrainOptions& options);

/// Trains, or goes on with the run in `run_folder` when `resume` is set: a resumed run ends with
/// the same weights to the bit as one that was never interrupted (same threads and device); when
/// the newest checkpoint is damaged it goes on from the one before and warns. When the job is
/// stopped a checkpoint is saved first; the error is then of the cancelled kind. Errors: unreadable
/// training set, a run folder in use, damaged checkpoints, a loss that is not a number, not enough
/// memory, no such device. Started by torchrun or srun, the processes train together: each on its
/// part of every batch, the first alone writes files, and only its callbacks are called.
Result<TrainSummary> train(const TrainOptions& options, const TrainCallbacks& callbacks,
                           JobContext& job);

}  // namespace transpine
