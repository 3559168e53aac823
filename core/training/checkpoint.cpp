// SPDX-License-Identifier: Apache-2.0
#include "core/training/checkpoint.h"
#include "core/base/json_text.h"

#include <algorithm>
#include <cstdio>

namespace transpine {
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kept_files = 2;
constexpr const char* folder_name = "checkpoints";
constexpr const char* training_key = "transpine.training";

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

std::vector<fs::path> checkpoint_files(const fs::path& run_folder) {
  std::vector<fs::path> files;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(run_folder / folder_name, missing)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind("step-", 0) == 0 && entry.path().extension() == ".safetensors") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.rbegin(), files.rend());
  return files;
}

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

Result<fs::path> save_checkpoint(const fs::path& run_folder, const DiffusionModelConfig& config,
                                 std::uint64_t seed, const TrainingState& state) {
  std::vector<torch::Tensor> holder;
  std::vector<SafetensorsEntry> entries;
  append(entries, named_state(*state.network), "generator.", holder);
  append(entries, state.ema.averages(), "ema.", holder);
  append(entries, state.adam.state(), "optimizer.", holder);
  const nlohmann::json training{{"step", state.step},
                                {"seed", seed},
                                {"adam_step", state.adam.step_count()},
                                {"ema_step", state.ema.step()},
                                {"ema_blending", state.ema.is_blending()}};
  char name[64];
  std::snprintf(name, sizeof name, "step-%08lld.safetensors", static_cast<long long>(state.step));
  const fs::path file = run_folder / folder_name / name;
  auto written = write_safetensors(
      file, entries,
      {{model_config_key, json_text(to_json(config))}, {training_key, json_text(training)}});
  if (!written) return written.error();
  const auto files = checkpoint_files(run_folder);
  for (std::size_t i = kept_files; i < files.size(); ++i) {
    std::error_code ignored;
    fs::remove(files[i], ignored);
  }
  return file;
}

Result<void> load_checkpoint(const fs::path& path, std::uint64_t seed, TrainingState& state) {
  auto file = SafetensorsFile::open(path);
  if (!file) return file.error();
  if (auto sound = file->check_content(); !sound) return sound;
  const auto text = file->metadata().find(training_key);
  if (text == file->metadata().end()) return damaged(path, "it holds no training state");
  std::int64_t step = 0, adam_step = 0, ema_step = 0;
  bool blending = false;
  try {
    const auto training = nlohmann::json::parse(text->second);
    training.at("step").get_to(step);
    training.at("adam_step").get_to(adam_step);
    training.at("ema_step").get_to(ema_step);
    training.at("ema_blending").get_to(blending);
    if (training.at("seed").get<std::uint64_t>() != seed) {
      return Error{path.string() + " was trained with seed " + json_text(training.at("seed")) + ".",
                   "Resume with that seed."};
    }
  } catch (const nlohmann::json::exception&) {
    return damaged(path, "its training state is not readable");
  }
  if (auto loaded = load_weights(*state.network, *file, {"generator."}); !loaded) return loaded;
  if (auto copied = copy_into(state.ema.averages(), "ema.", *file); !copied) return copied;
  if (auto copied = copy_into(state.adam.state(), "optimizer.", *file); !copied) return copied;
  state.adam.set_step_count(adam_step);
  state.ema.restore(ema_step, blending);
  state.step = step;
  return {};
}

}  // namespace transpine
