// SPDX-License-Identifier: Apache-2.0
#include "core/training/train_run.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <deque>
#include <numeric>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/base/version.h"
#include "core/nn/determinism.h"
#include "core/nn/device.h"
#include "core/nn/memory.h"
#include "core/training/batch_loader.h"
#include "core/training/checkpoint.h"
#include "core/training/learning_rate.h"
#include "core/training/preview_files.h"
#include "core/training/process_group.h"
#include "core/training/run_progress.h"
#include "core/training/run_recorder.h"
#include "core/training/run_start.h"
#include "core/training/start_weights.h"
#include "core/training/trainee.h"
#include "core/training/validation.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* memory_remedy =
    "Let each batch pass in parts (--accumulate), choose a smaller --batch-size or --patch-size, "
    "or "
    "a narrower network.";
constexpr std::size_t loss_window = 20;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

const TrainCallbacks no_callbacks;

/// What a process that was killed while writing has left.
void remove_leftovers(const fs::path& run_folder) {
  std::error_code ignored;
  for (const fs::path& folder : {run_folder, run_folder / "checkpoints", run_folder / "previews"}) {
    for (const auto& entry : fs::directory_iterator(folder, ignored)) {
      if (entry.path().filename().string().starts_with(".tmp-")) {
        fs::remove(entry.path(), ignored);
      }
    }
  }
}

/// One training run: its model, and where it stands.
class Run {
 public:
  Run(const TrainOptions& options, const TrainCallbacks& callbacks, JobContext& job, RunStart start)
      : options_(options),
        callbacks_(start.is_first() ? callbacks : no_callbacks),
        job_(job),
        start_(std::move(start)),
        set_(start_.set),
        slices_(set_.of_split("train")),
        device_(start_.device),
        deterministic_(options_.deterministic),
        trainee_(make_trainee(options_, set_, device_)) {
    for (const std::string& problem : set_.problems()) warn(problem);
    if (options_.validation_slices > 0 && set_.of_split("val").empty()) {
      warn(options_.training_set.string() +
           " has no subject for validation: how well the model does on others is not measured.");
    }
    steps_per_epoch_ =
        (static_cast<std::int64_t>(slices_.size()) + options.batch_size - 1) / options.batch_size;
    for (const auto& parameter : trainee_->parts().front().module.parameters()) {
      parameter_count_ += parameter.numel();
    }
    steps_ = options.steps > 0 ? options.steps : options.epochs * steps_per_epoch_;
  }

  /// Not where there is a checkpoint, which the run goes on from.
  Result<void> begin_with_given_weights() {
    if (options_.start_from.empty() || !checkpoint_files(options_.run_folder).empty()) return {};
    auto start = start_from_weights(options_.start_from, trainee_->parts());
    if (!start) return start.error();
    job_.log("Begins with the weights of " + start->file.string() + ".");
    for (const std::string& name : start->drawn) {
      warn(start->file.string() + " has no fitting " + name + ", which starts anew.");
    }
    started_from_ = start->file;
    return {};
  }

  TrainSummary plan() const {
    TrainSummary planned = summary();
    planned.steps = steps_;
    return planned;
  }

  Result<TrainSummary> run() {
    if (auto joined = join(); !joined) return joined.error();
    if (auto prepared = prepare_folder(); !prepared) return prepared.error();
    if (auto same = check_same_start(); !same) return same.error();
    std::optional<RunRecorder> recorder;
    if (is_first()) {
      auto opened = RunRecorder::open(options_.run_folder, step_, job_);
      if (!opened) return opened.error();
      recorder = std::move(*opened);
    }
    try {
      return train_on(recorder);
    } catch (const std::exception& exception) {
      return broken_off(exception);
    }
  }

 private:
  /// Whether freed memory of four times what is needed can be kept.
  bool has_memory_to_spare() const {
    const auto needed = start_.memory.needed_bytes(samples_at_once(options_, start_.processes()));
    return device_.is_cpu() && start_.available_bytes && 4 * needed <= *start_.available_bytes;
  }

  Result<TrainSummary> train_on(std::optional<RunRecorder>& recorder) {
    std::optional<FreedMemoryKeeper> keeper;
    if (has_memory_to_spare()) keeper.emplace(FreedMemoryKeeper::Blocks::all);
    BatchLoader loader(set_, batch_plan(), step_);
    last_save_ = Clock::now();
    while (step_ < steps_ && !progress_.stops_early(options_.early_stop)) {
      if (must_stop()) return stopped();
      TrainStep done = optimise(loader.next());
      if (recorder) done.elapsed_s = recorder->elapsed_s();
      if (auto written = note(done, recorder); !written) return written.error();
      if (gives_up()) return not_a_number();
      const bool last = step_ == steps_;
      if (last || (options_.validate_every > 0 && step_ % options_.validate_every == 0)) {
        auto validated = validate_on_first(recorder, last);
        if (!validated) return validated.error();
      }
      if (last || is_checkpoint_due() || progress_.stops_early(options_.early_stop)) {
        if (auto saved = save(); !saved) return saved.error();
      }
    }
    return summary();
  }

  bool is_first() const { return start_.is_first(); }
  bool any(bool here) { return group_ ? group_->any(here) : here; }

  Result<void> join() {
    if (!start_.place) return {};
    job_.log("Waiting for all " + std::to_string(start_.place->count) + " processes at " +
             start_.place->host + ":" + std::to_string(start_.place->port) + ".");
    auto group = join_processes(*start_.place, device_);
    if (!group) return group.error();
    group_ = *group;
    trainee_->rules().share_with(group_);
    return {};
  }

  /// Each process reads the checkpoint for itself.
  Result<void> check_same_start() {
    if (!group_) return {};
    const auto here = static_cast<double>(step_);
    if (!group_->any(group_->average(std::vector{here}).front() != here)) return {};
    return Error{"The processes of the training start from different steps.",
                 "Put the run folder " + options_.run_folder.string() +
                     " where every machine sees the same files."};
  }

  /// All processes stop together.
  bool must_stop() {
    return any(!job_.checkpoint(
        static_cast<double>(step_) / static_cast<double>(steps_),
        "Training step " + std::to_string(step_ + 1) + " of " + std::to_string(steps_)));
  }

  BatchPlan batch_plan() const {
    const std::int64_t own = options_.batch_size / start_.processes();
    const std::int64_t first = start_.place ? start_.place->rank * own : 0;
    return {slices_,       options_.batch_size, augmentation(),
            options_.seed, {first, own},        options_.loader_threads};
  }

  bool is_checkpoint_due() {
    if (step_ % options_.checkpoint_every == 0) return true;
    return is_first() && options_.checkpoint_minutes > 0 &&
           seconds_since(last_save_) >= options_.checkpoint_minutes * 60;
  }

  /// Whether the steps that failed one after the other are too many.
  bool gives_up() {
    if (progress_.failed_in_row == 0) return false;
    if (options_.bad_steps > 0) return progress_.failed_in_row >= options_.bad_steps;
    const LossScale& scale = trainee_->rules().loss_scale();
    return !scale.is_dynamic() || scale.is_exhausted();
  }

  AugmentOptions augmentation() const {
    return {options_.patch_size, options_.colour_jitter, options_.flip_probability,
            options_.patch_depth, options_.unpaired};
  }

  TrainingState state() {
    nlohmann::json progress = to_json(progress_);
    progress["loss_scale"] = trainee_->rules().loss_scale().state();
    return {trainee_->parts(), trainee_->memory(), step_, progress};
  }

  void take_over(const TrainingState& state) {
    step_ = state.step;
    progress_ = run_progress_from(state.progress);
    if (state.progress.contains("loss_scale")) {
      trainee_->rules().loss_scale().restore(state.progress.at("loss_scale"));
    }
  }

  Result<void> prepare_folder() {
    const fs::path config_file = options_.run_folder / "config.json";
    if (options_.resume) {
      if (auto resumed = resume(); !resumed) return resumed;
    }
    if (!is_first()) return {};
    remove_leftovers(options_.run_folder);
    TrainOptions shown = options_;
    if (!started_from_.empty()) shown.start_from = started_from_;
    if (!options_.feature_segmenter.empty()) {
      // The segmenter may train on: the run keeps to the checkpoint that it began with.
      const auto segmenter = find_checkpoint(options_.feature_segmenter);
      if (!segmenter) return segmenter.error();
      shown.feature_segmenter = fs::absolute(*segmenter).lexically_normal();
    }
    const nlohmann::json config{
        {"options", options_of(shown).to_json()},
        {"training_set", fs::absolute(options_.training_set).lexically_normal().string()},
        {"device", device_.str()},
        {"model", trainee_->config()},
        {"steps", steps_},
        {"steps_per_epoch", steps_per_epoch_},
        {"training_slices", slices_.size()},
        {"version", kVersion}};
    auto written = write_text_atomically(config_file, json_text(config, 2) + "\n");
    // Then no resume needs the given file.
    return written && !started_from_.empty() ? save() : written;
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
        take_over(at);
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
    TraineeStep result =
        trainee_->optimise(parts_of(batch, options_.accumulate), step_, done.learning_rate);
    done.step = ++step_;
    failure_ = result.failure;
    progress_.note_step(!failure_.empty());
    average_over_processes(result);
    done.loss = result.loss;
    done.failure = failure_;
    const LossScale& scale = trainee_->rules().loss_scale();
    if (scale.is_dynamic()) done.loss_scale = scale.factor();
    done.terms = std::move(result.terms);
    done.gradient_norm = result.gradient_norm;
    if (const Ema* ema = trainee_->parts().front().ema) done.ema_decay = ema->current_decay();
    done.seconds = seconds_since(start);
    return done;
  }

  /// Each process knows the losses of its own samples.
  void average_over_processes(TraineeStep& step) {
    if (!group_) return;
    std::vector<double> values{step.loss};
    for (const LossTerm& term : step.terms) values.push_back(term.value);
    values = group_->average(values);
    step.loss = values[0];
    for (std::size_t i = 0; i < step.terms.size(); ++i) step.terms[i].value = values[i + 1];
  }

  /// The error of what threw, after what was learnt before it has been saved.
  Error broken_off(const std::exception& exception) {
    Error error =
        error_from(exception, "The training after step " + std::to_string(step_), memory_remedy);
    if (!trainee_->rules().abandon()) return error;
    if (step_ > 0 && save()) error.remedy += " " + checkpoint_.string() + " holds all those steps.";
    return error;
  }

  Result<void> note(const TrainStep& done, std::optional<RunRecorder>& recorder) {
    losses_.push_back(done.loss);
    if (losses_.size() > loss_window) losses_.pop_front();
    if (callbacks_.on_step) callbacks_.on_step(done);
    return recorder ? recorder->note(done) : Result<void>();
  }

  Result<void> save() {
    last_save_ = Clock::now();
    if (!is_first()) return {};
    auto saved = save_checkpoint(options_.run_folder, trainee_->config(), options_.seed, state());
    if (!saved) return saved.error();
    checkpoint_ = *saved;
    return {};
  }

  /// The first process validates for all; the others wait for it.
  Result<void> validate_on_first(std::optional<RunRecorder>& recorder, bool last) {
    auto validated = recorder ? validate_in_time(*recorder, last) : Result<void>();
    share_progress();
    return validated;
  }

  /// The others learn what the first one's validation says of stopping early.
  void share_progress() {
    if (!group_) return;
    const double count = is_first() ? static_cast<double>(progress_.validations_since_best) : 0;
    const double sum = group_->average(std::vector{count}).front() * group_->count();
    progress_.validations_since_best = std::llround(sum);
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
    auto result = validate(set_, chosen, augmentation(),
                           [this](const torch::Tensor& image, std::size_t slice) {
                             return trainee_->translate(image, slice, job_);
                           });
    if (!result) return stopped();
    result->step = step_;
    score_ = *result;
    progress_.note_validation(step_, result->value());
    if (auto kept = write_previews(options_.run_folder, *result); !kept) return kept;
    if (auto kept = keep_best(*result); !kept) return kept;
    result->seconds = seconds_since(start) - (job_.paused_s() - paused_before_s);
    result->elapsed_s = recorder.elapsed_s();
    if (callbacks_.on_validation) callbacks_.on_validation(*result);
    return recorder.note(*result);
  }

  Result<void> keep_best(const TrainValidation& validation) {
    const auto best = read_best_checkpoint(options_.run_folder);
    if (best && !(validation.value() > best->value())) return {};
    return save_best_checkpoint(options_.run_folder, trainee_->config(), options_.seed, state(),
                                validation);
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

  /// The steps that failed have changed nothing: the state is that of the last good one.
  Error not_a_number() {
    Error error{"Not a finite number at step " + std::to_string(step_) + " of " +
                    options_.run_folder.string() + ": " + failure_ + ".",
                "Lower the learning rate, clip gradients (--gradient-clip 1) or add warm-up steps"};
    step_ -= progress_.failed_in_row;
    progress_.skipped_steps -= progress_.failed_in_row;
    progress_.failed_in_row = 0;
    if (step_ > 0) {
      if (auto saved = save(); !saved) return saved.error();
      error.remedy += "; " + checkpoint_.string() + " holds the last good state";
    }
    error.remedy += ".";
    return error;
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
    result.score = score_;
    result.best_score = progress_.best_score;
    result.best_step = progress_.best_step;
    result.stopped_early = step_ < steps_ && progress_.stops_early(options_.early_stop);
    result.skipped_steps = progress_.skipped_steps;
    result.needed_bytes = start_.memory.needed_bytes(samples_at_once(options_, start_.processes()));
    result.available_bytes = start_.available_bytes;
    if (result.available_bytes) {
      result.largest_batch =
          start_.memory.samples_within(*result.available_bytes) * start_.processes();
    }
    result.processes = start_.processes();
    result.warnings = warnings_;
    result.seconds = seconds_since(began_);
    return result;
  }

  const TrainOptions& options_;
  const TrainCallbacks& callbacks_;
  JobContext& job_;
  RunStart start_;
  TrainingSet& set_;
  std::vector<std::size_t> slices_;
  torch::Device device_;
  DeterministicAlgorithms deterministic_;
  std::unique_ptr<Trainee> trainee_;
  std::shared_ptr<ProcessGroup> group_;
  RunProgress progress_;
  std::int64_t parameter_count_ = 0;  ///< Of the generator.
  std::int64_t steps_per_epoch_ = 0;
  std::int64_t steps_ = 0;
  std::int64_t step_ = 0;
  std::string failure_;  ///< Of the last step.
  std::deque<double> losses_;
  ValidationScore score_;
  fs::path checkpoint_;
  fs::path started_from_;  ///< The file of the given weights.
  std::vector<std::string> warnings_;
  Clock::time_point began_ = Clock::now();
  Clock::time_point last_save_;
};

Result<std::unique_ptr<Run>> make_run(const TrainOptions& options, const TrainCallbacks& callbacks,
                                      JobContext& job, bool check_values) {
  auto start = start_training(options, check_values ? &job : nullptr);
  if (!start) return start.error();
  auto run = std::make_unique<Run>(options, callbacks, job, std::move(*start));
  if (auto begun = run->begin_with_given_weights(); !begun) return begun.error();
  return run;
}

}  // namespace

Result<TrainSummary> plan_training(const TrainOptions& options) {
  try {
    const TrainCallbacks callbacks;
    JobContext job;
    auto run = make_run(options, callbacks, job, /*check_values=*/false);
    if (!run) return run.error();
    return (*run)->plan();
  } catch (const std::exception& exception) {
    return error_from(exception, "The training", memory_remedy);
  }
}

Result<TrainSummary> train(const TrainOptions& options, const TrainCallbacks& callbacks,
                           JobContext& job) {
  try {
    const FreedMemoryKeeper keeper;
    auto run = make_run(options, callbacks, job, /*check_values=*/true);
    if (!run) return run.error();
    if (auto ready = ensure_writable_folder(options.run_folder); !ready) return ready.error();
    return (*run)->run();
  } catch (const std::exception& exception) {
    return error_from(exception, "The training", memory_remedy);
  }
}

}  // namespace transpine
