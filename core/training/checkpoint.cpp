// SPDX-License-Identifier: Apache-2.0
#include "core/training/checkpoint.h"

#include <algorithm>
#include <cstdio>

#include "core/base/json_text.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kept_files = 2;

void append(std::vector<SafetensorsEntry>& entries, const NamedTensors& tensors,
            const std::string& prefix, std::vector<torch::Tensor>& holder) {
  for (SafetensorsEntry& entry : entries_of(tensors, prefix, holder)) {
    entries.push_back(std::move(entry));
  }
}

Error damaged(const fs::path& file, const std::string& why) {
  return {file.string() + " cannot be resumed from: " + why + ".",
          "Delete it to go on from the checkpoint before it, or start a new run."};
}

Result<void> copy_into(const NamedTensors& targets, const std::string& prefix,
                       const SafetensorsFile& file) {
  for (const auto& [name, tensor] : targets) {
    const SafetensorsEntry* entry = file.find(prefix + name);
    if (!entry || at::IntArrayRef(entry->shape) != tensor.sizes() || entry->dtype != "F32") {
      return damaged(file.path(), "it lacks " + prefix + name);
    }
  }
  const torch::NoGradGuard no_grad;
  for (const auto& [name, tensor] : targets) {
    torch::Tensor target = tensor;
    target.copy_(mapped_tensor(file, *file.find(prefix + name)));
  }
  return {};
}

Result<void> check_file(const fs::path& file) {
  const auto opened = SafetensorsFile::open(file);
  if (!opened) return opened.error();
  return opened->check_content();
}

std::string optimizer_prefix(const TrainedPart& part) {
  return part.name == "generator" ? "optimizer." : part.name + "_optimizer.";
}

std::string ema_name(const TrainedPart& part) {
  return part.name == "generator" ? "ema" : part.name + "_ema";
}

std::string adam_key(const TrainedPart& part) {
  return part.name == "generator" ? "adam_step" : part.name + "_adam_step";
}

/// As the option `model` calls it.
std::string model_name(const nlohmann::json& config) {
  return config.value("model", "ddim");
}

/// The counters of a checkpoint.
struct Counters {
  std::int64_t step = 0;
  struct Part {
    std::int64_t adam_step = 0;
    std::int64_t ema_step = 0;
    bool ema_blending = false;
  };
  std::vector<Part> parts;
  nlohmann::json progress;
};

nlohmann::json counters_json(std::uint64_t seed, const TrainingState& state) {
  nlohmann::json training{{"step", state.step}, {"seed", seed}};
  for (const TrainedPart& part : state.parts) {
    training[adam_key(part)] = part.adam.step_count();
    if (!part.ema) continue;
    training[ema_name(part) + "_step"] = part.ema->step();
    training[ema_name(part) + "_blending"] = part.ema->is_blending();
  }
  if (!state.progress.is_null()) training["progress"] = state.progress;
  return training;
}

/// Throws nlohmann::json::exception when something is missing.
Counters counters_from(const nlohmann::json& training, const TrainingState& state) {
  Counters counters;
  training.at("step").get_to(counters.step);
  for (const TrainedPart& part : state.parts) {
    Counters::Part& counted = counters.parts.emplace_back();
    training.at(adam_key(part)).get_to(counted.adam_step);
    if (!part.ema) continue;
    training.at(ema_name(part) + "_step").get_to(counted.ema_step);
    training.at(ema_name(part) + "_blending").get_to(counted.ema_blending);
  }
  counters.progress = training.value("progress", nlohmann::json());
  return counters;
}

Result<void> load_tensors(const SafetensorsFile& file, TrainingState& state) {
  for (const TrainedPart& part : state.parts) {
    auto loaded = load_weights(part.module, file, {part.name + "."});
    if (!loaded) return loaded;
  }
  for (const TrainedPart& part : state.parts) {
    if (!part.ema) continue;
    auto copied = copy_into(part.ema->averages(), ema_name(part) + ".", file);
    if (!copied) return copied;
  }
  if (auto copied = copy_into(state.memory, "memory.", file); !copied) return copied;
  for (const TrainedPart& part : state.parts) {
    auto copied = copy_into(part.adam.state(), optimizer_prefix(part), file);
    if (!copied) return copied;
  }
  return {};
}

Result<void> write_checkpoint(const fs::path& file, const nlohmann::json& config,
                              const nlohmann::json& training, const TrainingState& state) {
  std::vector<torch::Tensor> holder;
  std::vector<SafetensorsEntry> entries;
  for (const TrainedPart& part : state.parts) {
    append(entries, named_state(part.module), part.name + ".", holder);
  }
  for (const TrainedPart& part : state.parts) {
    if (part.ema) append(entries, part.ema->averages(), ema_name(part) + ".", holder);
  }
  append(entries, state.memory, "memory.", holder);
  for (const TrainedPart& part : state.parts) {
    append(entries, part.adam.state(), optimizer_prefix(part), holder);
  }
  return write_safetensors(
      file, entries, {{model_config_key, json_text(config)}, {training_key, json_text(training)}});
}

Error newest_damaged(const std::vector<fs::path>& files, const Error& error) {
  if (files.size() < 2) {
    return {error.title,
            "It is the run's only checkpoint: restore it from a copy, or train "
            "anew."};
  }
  return {error.title, "Name an older checkpoint, such as " + files[1].string() +
                           ", or delete the damaged one."};
}

}  // namespace

Result<fs::path> find_checkpoint(const fs::path& file_or_run) {
  if (fs::is_regular_file(file_or_run)) return file_or_run;
  const std::vector<fs::path> files = checkpoint_files(file_or_run);
  if (!files.empty()) {
    if (auto sound = check_file(files.front()); !sound) return newest_damaged(files, sound.error());
    return files.front();
  }
  return Error{"There is no model at " + file_or_run.string() + ".",
               "Give a checkpoint file, or a run folder that transpine train has written."};
}

Result<fs::path> save_checkpoint(const fs::path& run_folder, const nlohmann::json& config,
                                 std::uint64_t seed, const TrainingState& state) {
  char name[64];
  std::snprintf(name, sizeof name, "step-%08lld.safetensors", static_cast<long long>(state.step));
  const fs::path file = run_folder / checkpoint_folder / name;
  const auto written = write_checkpoint(file, config, counters_json(seed, state), state);
  if (!written) return written.error();
  const auto files = checkpoint_files(run_folder);
  for (std::size_t i = kept_files; i < files.size(); ++i) {
    std::error_code ignored;
    fs::remove(files[i], ignored);
  }
  return file;
}

Result<void> save_best_checkpoint(const fs::path& run_folder, const nlohmann::json& config,
                                  std::uint64_t seed, const TrainingState& state,
                                  const ValidationScore& score) {
  nlohmann::json training = counters_json(seed, state);
  add_scores(training, score);
  return write_checkpoint(run_folder / checkpoint_folder / best_checkpoint, config, training,
                          state);
}

Result<void> load_checkpoint(const fs::path& path, const nlohmann::json& config, std::uint64_t seed,
                             TrainingState& state) {
  const auto file = open_model_file(path);
  if (!file) return file.error();
  if (file->config.value("model", nlohmann::json("ddim")) != model_name(config)) {
    return Error{path.string() + " is no checkpoint of the model " + model_name(config) + ".",
                 "Resume with the model that the run was started with."};
  }
  const auto text = file->weights.metadata().find(training_key);
  if (text == file->weights.metadata().end()) return damaged(path, "it holds no training state");
  Counters counters;
  try {
    const auto training = nlohmann::json::parse(text->second);
    counters = counters_from(training, state);
    if (training.at("seed").get<std::uint64_t>() != seed) {
      return Error{path.string() + " was trained with seed " + json_text(training.at("seed")) + ".",
                   "Resume with that seed."};
    }
  } catch (const nlohmann::json::exception&) {
    return damaged(path, "its training state is not readable");
  }
  if (auto loaded = load_tensors(file->weights, state); !loaded) return loaded;
  for (std::size_t i = 0; i < state.parts.size(); ++i) {
    const Counters::Part& counted = counters.parts[i];
    state.parts[i].adam.set_step_count(counted.adam_step);
    if (state.parts[i].ema) state.parts[i].ema->restore(counted.ema_step, counted.ema_blending);
  }
  state.progress = counters.progress;
  state.step = counters.step;
  return {};
}

}  // namespace transpine
