// SPDX-License-Identifier: Apache-2.0
#include "core/training/train_run.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/utils.h>

#include <chrono>
#include <cmath>
#include <deque>
#include <numbers>
#include <numeric>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/base/random.h"
#include "core/base/version.h"
#include "core/nn/device.h"
#include "core/nn/diffusion_loss.h"
#include "core/nn/memory.h"
#include "core/training/batches.h"
#include "core/training/checkpoint.h"
#include "core/training/metrics_file.h"
#include "core/training/preview_files.h"
#include "core/training/validation.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* memory_remedy =
    "Choose a smaller batch or patch size, or a narrower network.";
constexpr std::size_t loss_window = 20;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

DiffusionModelConfig config_of(const TrainOptions& options, const TrainingSet& set) {
  DiffusionModelConfig config;
  config.network.channels = options.channels;
  config.network.multipliers = options.multipliers;
  config.network.learned_variance = options.learned_variance;
  config.network.attention = {options.attention_heads, options.attention_head_channels};
  config.mode = options.mode == "noise" ? DiffusionMode::noise : DiffusionMode::image;
  config.schedule = options.beta_schedule == "linear" ? BetaSchedule::linear : BetaSchedule::cosine;
  config.patch_size = options.patch_size;
  config.spacing_mm = set.spacing_mm();
  config.mr_max = set.mr_max();
  config.mr_percentile = set.mr_percentile();
  config.condition_dropout = options.condition_dropout;
  return config;
}

Result<void> check(const TrainOptions& options) {
  if (options.channels % 8 != 0) {
    return Error{"The width " + std::to_string(options.channels) + " is not a multiple of 8.",
                 "Choose 8, 16, 32, 64, ..."};
  }
  if (options.multipliers.empty() || options.multipliers.size() > 8) {
    return Error{"The network needs from one to eight width multipliers.", "The paper's: 1,2,4,8."};
  }
  const std::int64_t multiple = std::int64_t{1} << (options.multipliers.size() - 1);
  if (options.patch_size % multiple != 0) {
    return Error{"The patch size " + std::to_string(options.patch_size) +
                     " cannot be halved at every level.",
                 "Choose a multiple of " + std::to_string(multiple) + "."};
  }
  return {};
}

/// One training run: its network and optimiser, and where it stands.
class Run {
 public:
  Run(const TrainOptions& options, const TrainCallbacks& callbacks, JobContext& job,
      TrainingSet set, torch::Device device)
      : options_(options),
        callbacks_(callbacks),
        job_(job),
        set_(std::move(set)),
        slices_(set_.of_split("train")),
        config_(config_of(options, set_)),
        schedule_(config_.schedule),
        device_(device),
        network_(make_network()),
        adam_(*network_),
        ema_(*network_) {
    const auto batches_per_epoch =
        (static_cast<std::int64_t>(slices_.size()) + options.batch_size - 1) / options.batch_size;
    steps_ = options.steps > 0 ? options.steps : options.epochs * batches_per_epoch;
  }

  TrainSummary plan() const {
    TrainSummary planned = summary();
    planned.steps = steps_;
    return planned;
  }

  Result<TrainSummary> run() {
    if (auto prepared = prepare_folder(); !prepared) return prepared.error();
    auto metrics = MetricsFile::open(options_.run_folder / "metrics.jsonl", step_);
    if (!metrics) return metrics.error();
    BatchLoader loader(set_, slices_, options_.batch_size, augmentation(), options_.seed, step_);
    while (step_ < steps_) {
      if (!job_.checkpoint(
              static_cast<double>(step_) / static_cast<double>(steps_),
              "Training step " + std::to_string(step_ + 1) + " of " + std::to_string(steps_))) {
        return stopped();
      }
      const TrainStep done = optimise(loader.next());
      if (auto written = note(done, *metrics); !written) return written.error();
      if (!std::isfinite(done.loss)) return not_a_number();
      const bool last = step_ == steps_;
      if (last || step_ % options_.checkpoint_every == 0) {
        if (auto saved = save(); !saved) return saved.error();
      }
      if (last || (options_.validate_every > 0 && step_ % options_.validate_every == 0)) {
        auto validated = run_validation(*metrics);
        if (!validated) return validated.error();
      }
    }
    return summary();
  }

 private:
  SaUnet make_network() {
    torch::manual_seed(derive_seed(options_.seed, "weights"));
    SaUnet network(config_.network);
    if (options_.initialisation == "normal") initialise_convolutions(*network);
    network->to(device_);
    return network;
  }

  AugmentOptions augmentation() const {
    return {options_.patch_size, options_.colour_jitter, options_.flip_probability};
  }

  TrainingState state() { return {network_, adam_, ema_, step_}; }

  Result<void> prepare_folder() {
    const fs::path config_file = options_.run_folder / "config.json";
    if (options_.resume) {
      if (auto resumed = resume(); !resumed) return resumed;
    }
    TrainOptions shown = options_;
    const nlohmann::json config{{"options", options_of(shown).to_json()},
                                {"training_set", options_.training_set.string()},
                                {"device", device_.str()},
                                {"model", to_json(config_)},
                                {"steps", steps_},
                                {"training_slices", slices_.size()},
                                {"version", kVersion}};
    return write_text_atomically(config_file, json_text(config, 2) + "\n");
  }

  void warn(const std::string& warning) {
    warnings_.push_back(warning);
    if (callbacks_.on_warning) {
      callbacks_.on_warning(warning);
    } else {
      job_.log("Warning: " + warning);
    }
  }

  Result<void> resume() {
    const auto files = checkpoint_files(options_.run_folder);
    if (files.empty()) {
      job_.log("There is no checkpoint yet in " + options_.run_folder.string() +
               ": the run starts anew.");
      return {};
    }
    std::optional<Error> newest_error;
    for (const fs::path& file : files) {
      TrainingState at = state();
      const auto loaded = load_checkpoint(file, options_.seed, at);
      if (loaded) {
        step_ = at.step;
        checkpoint_ = file;
        if (newest_error) {
          warn(newest_error->title + " The training goes on from the older checkpoint " +
               file.string() + ".");
        }
        job_.log("Resumed from " + file.string() + ".");
        return {};
      }
      if (!newest_error) newest_error = loaded.error();
    }
    return *newest_error;
  }

  double learning_rate() const {
    double rate = options_.learning_rate;
    if (step_ < options_.warmup_steps) {
      rate *= static_cast<double>(step_ + 1) / static_cast<double>(options_.warmup_steps);
    }
    if (options_.learning_rate_schedule == "cosine") {
      const double done = static_cast<double>(step_) / static_cast<double>(steps_);
      rate *= 0.5 * (1 + std::cos(std::numbers::pi * done));
    }
    return rate;
  }

  /// Blanks the whole condition of some samples, as guidance needs it.
  torch::Tensor with_dropout(const torch::Tensor& condition) const {
    if (options_.condition_dropout == 0) return condition;
    RandomStream random(options_.seed, "dropout of step " + std::to_string(step_));
    torch::Tensor kept = torch::ones({condition.size(0), 1, 1, 1});
    for (std::int64_t i = 0; i < kept.size(0); ++i) {
      if (random.uniform() < options_.condition_dropout) kept[i].zero_();
    }
    return condition * kept;
  }

  torch::Tensor loss_of(const Batch& batch) {
    auto generator = at::make_generator<at::CPUGeneratorImpl>(
        derive_seed(options_.seed, "noise of step " + std::to_string(step_)));
    const torch::Tensor noise = torch::randn(batch.ct.sizes(), generator).to(device_);
    const torch::Tensor share = torch::rand({batch.ct.size(0)}, generator, torch::kFloat64)
                                    .pow(1 / (1 + options_.high_noise_emphasis));
    const torch::Tensor t = (share * schedule_.timesteps()).to(torch::kInt64).to(device_);
    const torch::Tensor x0 = batch.ct.to(device_);
    const torch::Tensor x_t = diffuse(schedule_, x0, t, noise);
    const torch::Tensor condition = with_dropout(batch.mr).to(device_);
    const torch::Tensor output = network_(torch::cat({x_t, condition}, 1), t.to(torch::kFloat32));
    DiffusionLossOptions loss;
    loss.mode = config_.mode;
    loss.l2 = options_.loss == "l2";
    loss.learned_variance = options_.learned_variance;
    loss.ssim_weight = options_.ssim_weight;
    return diffusion_loss(schedule_, output, x0, x_t, t, noise, loss).total;
  }

  TrainStep optimise(const Batch& batch) {
    const auto start = Clock::now();
    TrainStep done;
    done.steps = steps_;
    done.learning_rate = learning_rate();
    adam_.zero_gradients();
    const torch::Tensor loss = loss_of(batch);
    done.loss = loss.item<double>();
    if (std::isfinite(done.loss)) {
      loss.backward();
      done.gradient_norm = adam_.gradient_norm();
      adam_.step(done.learning_rate);
      ema_.update();
    }
    done.step = ++step_;
    done.seconds = seconds_since(start);
    return done;
  }

  Result<void> note(const TrainStep& done, MetricsFile& metrics) {
    losses_.push_back(done.loss);
    if (losses_.size() > loss_window) losses_.pop_front();
    if (callbacks_.on_step) callbacks_.on_step(done);
    // A NaN has no JSON number: it becomes null.
    return metrics.append({{"step", done.step},
                           {"loss", done.loss},
                           {"learning_rate", done.learning_rate},
                           {"gradient_norm", done.gradient_norm},
                           {"ema_decay", ema_.current_decay()},
                           {"seconds", done.seconds}});
  }

  Result<void> save() {
    auto saved = save_checkpoint(options_.run_folder, config_, options_.seed, state());
    if (!saved) return saved.error();
    checkpoint_ = *saved;
    return {};
  }

  Result<void> run_validation(MetricsFile& metrics) {
    std::vector<std::size_t> slices = set_.of_split("val");
    if (slices.empty() || options_.validation_slices == 0) return {};
    // Spread over the split, so that each subject and the midline are seen.
    const auto wanted =
        std::min<std::size_t>(slices.size(), static_cast<std::size_t>(options_.validation_slices));
    std::vector<std::size_t> chosen;
    for (std::size_t k = 0; k < wanted; ++k) {
      chosen.push_back(slices[(2 * k + 1) * slices.size() / (2 * wanted)]);
    }
    ValidationOptions validation;
    validation.size = options_.patch_size;
    validation.seed = options_.seed;
    validation.sampling.mode = config_.mode;
    validation.sampling.steps = options_.validation_steps;
    validation.device = device_;
    const Denoiser denoiser = [this](const torch::Tensor& x_t, const torch::Tensor& condition,
                                     const torch::Tensor& time) {
      return network_(torch::cat({x_t, condition}, 1), time);
    };
    auto result = validate(set_, chosen, schedule_, denoiser, validation, job_);
    if (!result) return stopped();
    result->step = step_;
    psnr_db_ = result->psnr_db;
    if (auto kept = write_previews(options_.run_folder, *result); !kept) return kept;
    if (callbacks_.on_validation) callbacks_.on_validation(*result);
    return metrics.append({{"step", step_}, {"val_psnr_db", result->psnr_db}});
  }

  Error stopped() {
    Error error = cancelled_error();
    error.title = "Training was stopped after step " + std::to_string(step_) + ".";
    error.remedy = "Nothing had been learnt yet.";
    if (step_ > 0) {
      if (auto saved = save(); !saved) return saved.error();
      error.remedy = "A checkpoint was saved: --resume goes on from there.";
    }
    return error;
  }

  Error not_a_number() const {
    return {"The loss is not a finite number at step " + std::to_string(step_) + ".",
            "Lower the learning rate or add warm-up steps" +
                (checkpoint_.empty() ? std::string(".")
                                     : "; " + checkpoint_.string() + " is from before.")};
  }

  TrainSummary summary() const {
    TrainSummary result;
    result.run_folder = options_.run_folder;
    result.checkpoint = checkpoint_;
    result.steps = step_;
    for (const auto& parameter : network_->parameters()) result.parameters += parameter.numel();
    if (!losses_.empty()) {
      result.loss = std::accumulate(losses_.begin(), losses_.end(), 0.0) /
                    static_cast<double>(losses_.size());
    }
    result.psnr_db = psnr_db_;
    result.warnings = warnings_;
    result.seconds = seconds_since(start_);
    return result;
  }

  const TrainOptions& options_;
  const TrainCallbacks& callbacks_;
  JobContext& job_;
  TrainingSet set_;
  std::vector<std::size_t> slices_;
  DiffusionModelConfig config_;
  DiffusionSchedule schedule_;
  torch::Device device_;
  SaUnet network_;
  Adam adam_;
  Ema ema_;
  std::int64_t steps_ = 0;
  std::int64_t step_ = 0;
  std::deque<double> losses_;
  std::optional<double> psnr_db_;
  fs::path checkpoint_;
  std::vector<std::string> warnings_;
  Clock::time_point start_ = Clock::now();
};

Result<void> check_run_folder(const TrainOptions& options) {
  const fs::path& folder = options.run_folder;
  if (options.resume || (!fs::exists(folder / "config.json") && checkpoint_files(folder).empty())) {
    return {};
  }
  return Error{folder.string() + " holds a run already.",
               "Resume it (--resume), or choose another folder."};
}

/// Checks the options, opens what they name, and makes the run.
Result<std::unique_ptr<Run>> make_run(const TrainOptions& options, const TrainCallbacks& callbacks,
                                      JobContext& job) {
  if (auto checked = check(options); !checked) return checked.error();
  auto device = device_from(options.device);
  if (!device) return device.error();
  auto set = TrainingSet::open(options.training_set);
  if (!set) return set.error();
  if (set->of_split("train").empty()) {
    return Error{options.training_set.string() + " has no slices for training.",
                 "Give some subjects of the study the split \"train\" and prepare it again."};
  }
  if (auto checked = check_run_folder(options); !checked) return checked.error();
  return std::make_unique<Run>(options, callbacks, job, std::move(*set), *device);
}

}  // namespace

Result<TrainSummary> plan_training(const TrainOptions& options) {
  try {
    const TrainCallbacks callbacks;
    JobContext job;
    auto run = make_run(options, callbacks, job);
    if (!run) return run.error();
    return (*run)->plan();
  } catch (const std::exception& exception) {
    return error_from(exception, "The training", memory_remedy);
  }
}

Result<TrainSummary> train(const TrainOptions& options, const TrainCallbacks& callbacks,
                           JobContext& job) {
  try {
    keep_freed_memory();
    auto run = make_run(options, callbacks, job);
    if (!run) return run.error();
    if (auto ready = ensure_writable_folder(options.run_folder); !ready) return ready.error();
    return (*run)->run();
  } catch (const std::exception& exception) {
    return error_from(exception, "The training", memory_remedy);
  }
}

}  // namespace transpine
