// SPDX-License-Identifier: Apache-2.0
#include "core/training/train_run.h"

#include <chrono>
#include <cmath>
#include <deque>
#include <numeric>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/base/version.h"
#include "core/nn/device.h"
#include "core/nn/memory.h"
#include "core/training/batches.h"
#include "core/training/checkpoint.h"
#include "core/training/learning_rate.h"
#include "core/training/preview_files.h"
#include "core/training/run_recorder.h"
#include "core/training/train_models.h"
#include "core/training/trainee.h"
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

/// One training run: its model, and where it stands.
class Run {
 public:
  Run(const TrainOptions& options, const TrainCallbacks& callbacks, JobContext& job,
      TrainingSet set, torch::Device device)
      : options_(options),
        callbacks_(callbacks),
        job_(job),
        set_(std::move(set)),
        slices_(set_.of_split("train")),
        device_(device),
        trainee_(make_trainee(options_, set_, device)) {
    steps_per_epoch_ =
        (static_cast<std::int64_t>(slices_.size()) + options.batch_size - 1) / options.batch_size;
    for (const auto& parameter : trainee_->parts().front().module.parameters()) {
      parameter_count_ += parameter.numel();
    }
    steps_ = options.steps > 0 ? options.steps : options.epochs * steps_per_epoch_;
  }

  TrainSummary plan() const {
    TrainSummary planned = summary();
    planned.steps = steps_;
    return planned;
  }

  Result<TrainSummary> run() {
    if (auto prepared = prepare_folder(); !prepared) return prepared.error();
    auto recorder = RunRecorder::open(options_.run_folder, step_, job_);
    if (!recorder) return recorder.error();
    BatchLoader loader(set_, slices_, options_.batch_size, augmentation(), options_.seed, step_);
    while (step_ < steps_) {
      if (!job_.checkpoint(
              static_cast<double>(step_) / static_cast<double>(steps_),
              "Training step " + std::to_string(step_ + 1) + " of " + std::to_string(steps_))) {
        return stopped();
      }
      TrainStep done = optimise(loader.next());
      done.elapsed_s = recorder->elapsed_s();
      if (auto written = note(done, *recorder); !written) return written.error();
      if (!failure_.empty()) return not_a_number();
      const bool last = step_ == steps_;
      if (last || step_ % options_.checkpoint_every == 0) {
        if (auto saved = save(); !saved) return saved.error();
      }
      if (last || (options_.validate_every > 0 && step_ % options_.validate_every == 0)) {
        auto validated = validate_in_time(*recorder, last);
        if (!validated) return validated.error();
      }
    }
    return summary();
  }

 private:
  AugmentOptions augmentation() const {
    return {options_.patch_size, options_.colour_jitter, options_.flip_probability,
            options_.patch_depth, options_.unpaired};
  }

  TrainingState state() { return {trainee_->parts(), trainee_->memory(), step_}; }

  Result<void> prepare_folder() {
    const fs::path config_file = options_.run_folder / "config.json";
    if (options_.resume) {
      if (auto resumed = resume(); !resumed) return resumed;
    }
    TrainOptions shown = options_;
    const nlohmann::json config{{"options", options_of(shown).to_json()},
                                {"training_set", options_.training_set.string()},
                                {"device", device_.str()},
                                {"model", trainee_->config()},
                                {"steps", steps_},
                                {"steps_per_epoch", steps_per_epoch_},
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
      const auto loaded = load_checkpoint(file, trainee_->config(), options_.seed, at);
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

  TrainStep optimise(const Batch& batch) {
    const auto start = Clock::now();
    TrainStep done;
    done.steps = steps_;
    done.learning_rate = learning_rate_at(options_, step_, steps_, steps_per_epoch_);
    TraineeStep result = trainee_->optimise({batch}, step_, done.learning_rate);
    done.loss = result.loss;
    failure_ = result.failure;
    done.terms = std::move(result.terms);
    done.gradient_norm = result.gradient_norm;
    if (const Ema* ema = trainee_->parts().front().ema) done.ema_decay = ema->current_decay();
    done.step = ++step_;
    done.seconds = seconds_since(start);
    return done;
  }

  Result<void> note(const TrainStep& done, RunRecorder& recorder) {
    losses_.push_back(done.loss);
    if (losses_.size() > loss_window) losses_.pop_front();
    if (callbacks_.on_step) callbacks_.on_step(done);
    return recorder.note(done);
  }

  Result<void> save() {
    auto saved = save_checkpoint(options_.run_folder, trainee_->config(), options_.seed, state());
    if (!saved) return saved.error();
    checkpoint_ = *saved;
    return {};
  }

  Result<void> validate_in_time(RunRecorder& recorder, bool last) {
    if (last || recorder.has_time_to_validate(options_.validation_share)) {
      return run_validation(recorder);
    }
    job_.log("No validation at step " + std::to_string(step_) +
             ": it would take more than the share of the time that validation_share gives.");
    return {};
  }

  Result<void> run_validation(RunRecorder& recorder) {
    const auto start = Clock::now();
    const double paused_before_s = job_.paused_s();
    std::vector<std::size_t> slices = set_.of_split("val");
    if (slices.empty() || options_.validation_slices == 0) return {};
    // Spread over the split, so that each subject and the midline are seen.
    const auto wanted =
        std::min<std::size_t>(slices.size(), static_cast<std::size_t>(options_.validation_slices));
    std::vector<std::size_t> chosen;
    for (std::size_t k = 0; k < wanted; ++k) {
      chosen.push_back(slices[(2 * k + 1) * slices.size() / (2 * wanted)]);
    }
    auto result =
        validate(set_, chosen, augmentation(), [this](const torch::Tensor& mr, std::size_t slice) {
          return trainee_->translate(mr, slice, job_);
        });
    if (!result) return stopped();
    result->step = step_;
    psnr_db_ = result->psnr_db;
    if (auto kept = write_previews(options_.run_folder, *result); !kept) return kept;
    if (auto kept = keep_best(*result); !kept) return kept;
    result->seconds = seconds_since(start) - (job_.paused_s() - paused_before_s);
    result->elapsed_s = recorder.elapsed_s();
    if (callbacks_.on_validation) callbacks_.on_validation(*result);
    return recorder.note(*result);
  }

  Result<void> keep_best(const TrainValidation& validation) {
    const auto best = read_best_checkpoint(options_.run_folder);
    if (best && !(validation.psnr_db > best->psnr_db)) return {};
    return save_best_checkpoint(options_.run_folder, trainee_->config(), options_.seed, state(),
                                {validation.psnr_db, validation.ssim});
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
    return {"Not a finite number at step " + std::to_string(step_) + ": " + failure_ + ".",
            "Lower the learning rate or add warm-up steps" +
                (checkpoint_.empty() ? std::string(".")
                                     : "; " + checkpoint_.string() + " is from before.")};
  }

  TrainSummary summary() const {
    TrainSummary result;
    result.run_folder = options_.run_folder;
    result.checkpoint = checkpoint_;
    result.steps = step_;
    result.parameters = parameter_count_;
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
  torch::Device device_;
  std::unique_ptr<Trainee> trainee_;
  std::int64_t parameter_count_ = 0;  ///< Of the generator.
  std::int64_t steps_per_epoch_ = 0;
  std::int64_t steps_ = 0;
  std::int64_t step_ = 0;
  std::string failure_;  ///< Of the last step.
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

Result<void> check_dimensions(const TrainOptions& options, const TrainingSet& set) {
  const bool volumes = is_volumetric(options.model);
  if ((set.dimensions() == 3) == volumes) return {};
  return Error{
      options.training_set.string() + (volumes ? " holds slices" : " holds volumes") +
          ", but the model " + options.model + (volumes ? " takes volumes." : " takes slices."),
      std::string("Prepare a training set with --dimensions ") + (volumes ? "3d." : "2d.")};
}

/// Checks the options, opens what they name, and makes the run.
Result<std::unique_ptr<Run>> make_run(const TrainOptions& options, const TrainCallbacks& callbacks,
                                      JobContext& job) {
  if (auto checked = check_model_options(options); !checked) return checked.error();
  auto device = device_from(options.device);
  if (!device) return device.error();
  auto set = TrainingSet::open(options.training_set);
  if (!set) return set.error();
  if (auto fitting = check_dimensions(options, *set); !fitting) return fitting.error();
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
