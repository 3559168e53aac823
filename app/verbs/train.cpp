// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "app/verbs/verb_inputs.h"
#include "app/verbs/verbs.h"
#include "core/base/memory.h"
#include "core/training/run_config.h"
#include "core/training/train_run.h"

namespace transpine {
namespace {

nlohmann::json to_json(const TrainSummary& summary, const std::string& model) {
  nlohmann::json json{{"run", summary.run_folder.string()},
                      {"checkpoint", summary.checkpoint.string()},
                      {"steps", summary.steps},
                      {"parameters", summary.parameters},
                      {"loss", summary.loss ? nlohmann::json(*summary.loss) : nlohmann::json()},
                      {"seconds", summary.seconds}};
  if (!summary.warnings.empty()) json["warnings"] = summary.warnings;
  add_scores(json, summary.score);
  if (summary.best_score) {
    json[is_segmenter(model) ? "best_dice" : "best_psnr_db"] = *summary.best_score;
    json["best_step"] = summary.best_step;
  }
  if (summary.stopped_early) json["stopped_early"] = true;
  if (summary.skipped_steps > 0) json["skipped_steps"] = summary.skipped_steps;
  if (summary.processes > 1) json["processes"] = summary.processes;
  json["needed_bytes"] = summary.needed_bytes;
  if (summary.available_bytes) json["available_bytes"] = *summary.available_bytes;
  if (summary.largest_batch) json["largest_batch"] = *summary.largest_batch;
  return json;
}

nlohmann::json to_json(const std::vector<LossTerm>& terms) {
  nlohmann::json json = nlohmann::json::object();
  for (const LossTerm& term : terms) json[term.name] = term.value;
  return json;
}

std::string memory_text(const TrainSummary& plan) {
  std::string text = "Needs about " + bytes_text(plan.needed_bytes) + " of memory";
  if (plan.available_bytes) text += "; " + bytes_text(*plan.available_bytes) + " are free";
  if (plan.largest_batch) {
    text += ", enough for a batch of " + std::to_string(*plan.largest_batch) + " at once";
  }
  return text + ".";
}

/// What the training has to say beside its loss.
std::string remarks_text(const TrainSummary& summary) {
  std::string text;
  if (summary.stopped_early) {
    text += " It stopped early: the best validation was that of step " +
            std::to_string(summary.best_step) + ".";
  }
  if (summary.skipped_steps > 0) {
    text += " " + std::to_string(summary.skipped_steps) +
            " steps were skipped, whose loss or gradient was no finite number.";
  }
  return text;
}

std::string done_text(const TrainSummary& summary) {
  const std::string steps = std::to_string(summary.steps) + " steps";
  const std::string file = summary.checkpoint.string();
  if (!summary.loss) return "Nothing was left to train: " + file + " has all " + steps + ".";
  return "Trained " + steps + ", loss " + std::to_string(*summary.loss) + ": " + file + "." +
         remarks_text(summary);
}

/// The options that a resumed run takes anew where they are given.
constexpr const char* kMayChange[] = {"steps",
                                      "epochs",
                                      "learning_rate",
                                      "gradient_clip",
                                      "bad_steps",
                                      "precision",
                                      "accumulate",
                                      "checkpoint_every",
                                      "checkpoint_minutes",
                                      "early_stop",
                                      "cache_gb",
                                      "loader_threads",
                                      "deterministic",
                                      "validate_every",
                                      "validation_slices",
                                      "validation_steps",
                                      "validation_share"};

class TrainVerb : public Verb {
 public:
  std::string name() const override { return "train"; }
  std::string summary() const override {
    return "Trains a model that translates MR into CT, or a segmenter of CT. Ctrl-C saves a "
           "checkpoint; --resume goes on.";
  }

  std::vector<Positional> positionals() override {
    return {
        {"TRAINING_SET", "Folder that transpine prepare wrote.", &options_.training_set},
        {"RUN", "Folder of the run: configuration, metrics, checkpoints.", &options_.run_folder}};
  }

  OptionList options() override { return options_of(options_); }

  std::map<std::string, nlohmann::json> presets() override {
    TrainOptions paper = paper_train_options(options_.model);
    TrainOptions original = paper_train_options(original_model(options_.model));
    TrainOptions demo = small_train_options(options_.model);
    return {{"paper", options_of(paper).to_json()},
            {"original", options_of(original).to_json()},
            {"demo", options_of(demo).to_json()}};
  }

  std::string preset_help() const override {
    return "Settings to start from; other options change them. paper: as published. original: for "
           "the paper's Pix2Pix and CUT the models pix2pix-original and cut-original of their "
           "authors; the paper changed no other model, whose settings are those of \"paper\". "
           "demo: small and quick, for phantoms.";
  }

  // Each model has its own published settings.
  std::string deciding_option() const override { return "model"; }
  std::string default_preset() const override { return "paper"; }

  Result<nlohmann::json> run(VerbContext& context) override {
    if (auto distinct = check_distinct({options_.training_set}, {options_.run_folder}); !distinct) {
      return distinct.error();
    }
    if (options_.resume) {
      if (auto same = take_over_run(context.given); !same) return same.error();
    }
    const TrainOptions& options = options_;
    if (context.dry_run) return dry_run(options, context.out);
    TrainCallbacks callbacks;
    callbacks.on_step = [&](const TrainStep& step) {
      context.out.event({{"event", "step"},
                         {"step", step.step},
                         {"steps", step.steps},
                         {"loss", step.loss},
                         {"learning_rate", step.learning_rate},
                         {"gradient_norm", step.gradient_norm},
                         {"terms", to_json(step.terms)},
                         {"seconds", step.seconds}});
    };
    callbacks.on_validation = [&](const TrainValidation& validation) {
      nlohmann::json event{{"event", "validation"}, {"step", validation.step}};
      add_scores(event, validation);
      context.out.event(event);
      context.out.text("Step " + std::to_string(validation.step) + ": validation " +
                       score_text(validation));
    };
    callbacks.on_warning = [&](const std::string& warning) { context.out.warning(warning); };
    auto summary = train(options, callbacks, context.job);
    if (!summary) return summary.error();
    context.out.text(done_text(*summary));
    return to_json(*summary, options.model);
  }

 private:
  /// A run goes on as it was started; of the rest another device and kMayChange may be asked for.
  Result<void> take_over_run(const std::set<std::string>& given) {
    auto run = read_run_config(options_.run_folder);
    // train() says what is wrong with the folder.
    if (!run) return {};
    if (auto same = check_unchanged(given, run->options); !same) return same;
    run->options.training_set = options_.training_set;
    if (auto same = check_training_set(*run); !same) return same;
    TrainOptions taken = run->options;
    taken.training_set = options_.training_set;
    taken.run_folder = options_.run_folder;
    taken.resume = true;
    taken.device = options_.device;
    const OptionList wanted = options_of(options_), kept = options_of(taken);
    for (const char* key : kMayChange) {
      if (!given.contains(key)) continue;
      if (auto set = kept.find(key)->set(wanted.find(key)->get()); !set) return set;
    }
    options_ = taken;
    return {};
  }

  /// What was given anew must be as it was, or something that may change.
  Result<void> check_unchanged(const std::set<std::string>& given, TrainOptions& run) {
    const OptionList wanted = options_of(options_), started = options_of(run);
    // The run keeps to the files that it began with, however they are named now.
    std::set<std::string> free{"resume", "device", "start_from", "feature_segmenter"};
    free.insert(std::begin(kMayChange), std::end(kMayChange));
    for (const std::string& key : given) {
      if (free.contains(key)) continue;
      const nlohmann::json was = started.find(key)->get();
      if (wanted.find(key)->get() == was) continue;
      return Error{options_.run_folder.string() + " was started with " + key + " " + was.dump() +
                       ", which cannot change.",
                   "Leave that option out, or train into another folder."};
    }
    return {};
  }

  static Result<nlohmann::json> dry_run(const TrainOptions& options, Output& out) {
    auto plan = plan_training(options);
    if (!plan) return plan.error();
    out.text("Would train " + std::to_string(plan->parameters) + " parameters for " +
             std::to_string(plan->steps) + " steps into " + options.run_folder.string() + ".");
    out.text(memory_text(*plan));
    return to_json(*plan, options.model);
  }

  TrainOptions options_;
};

}  // namespace

std::unique_ptr<Verb> make_train_verb() {
  return std::make_unique<TrainVerb>();
}

}  // namespace transpine
