// SPDX-License-Identifier: Apache-2.0
#include "core/training/checkpoint_list.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/safetensors.h"
#include "core/nn/model_file.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

std::optional<ValidationScore> score_of(const nlohmann::json& training) {
  const ValidationScore score = scores_from(training);
  if (std::isnan(score.value())) return std::nullopt;
  return score;
}

std::string family_of(const SafetensorsFile& file) {
  const auto text = file.metadata().find(model_config_key);
  if (text == file.metadata().end()) return {};
  return ModelFile{file, nlohmann::json::parse(text->second, nullptr, false)}.family();
}

std::optional<CheckpointInfo> read_info(const fs::path& path) {
  const auto file = SafetensorsFile::open(path);
  if (!file) return std::nullopt;
  const auto text = file->metadata().find(training_key);
  if (text == file->metadata().end()) return std::nullopt;
  const auto training = nlohmann::json::parse(text->second, nullptr, false);
  if (!training.is_object()) return std::nullopt;
  CheckpointInfo info;
  info.path = path;
  info.family = family_of(*file);
  const auto step = training.find("step");
  if (step != training.end() && step->is_number()) info.step = step->get<std::int64_t>();
  std::error_code unknown;
  info.bytes = fs::file_size(path, unknown);
  info.has_ema = std::ranges::any_of(file->entries(), [](const SafetensorsEntry& entry) {
    return entry.name.starts_with("ema.");
  });
  info.score = score_of(training);
  return info;
}

}  // namespace

std::vector<fs::path> checkpoint_files(const fs::path& run_folder) {
  std::vector<fs::path> files;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(run_folder / checkpoint_folder, missing)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("step-") && entry.path().extension() == ".safetensors") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.rbegin(), files.rend());
  return files;
}

std::optional<ValidationScore> read_best_checkpoint(const fs::path& run_folder) {
  const auto info = read_info(run_folder / checkpoint_folder / best_checkpoint);
  return info ? info->score : std::nullopt;
}

std::vector<CheckpointInfo> list_checkpoints(const fs::path& run_folder) {
  std::vector<CheckpointInfo> list;
  if (auto best = read_info(run_folder / checkpoint_folder / best_checkpoint)) {
    best->is_best = true;
    list.push_back(std::move(*best));
  }
  bool is_newest = true;
  for (const fs::path& path : checkpoint_files(run_folder)) {
    auto info = read_info(path);
    if (!info) continue;
    info->is_newest = std::exchange(is_newest, false);
    if (!list.empty() && list.front().is_best && list.front().step == info->step) {
      info->score = list.front().score;
    }
    list.push_back(std::move(*info));
  }
  return list;
}

std::string checkpoint_family(const fs::path& file_or_run) {
  fs::path path = file_or_run;
  if (fs::is_directory(path)) {
    const auto files = checkpoint_files(path);
    if (files.empty()) return {};
    path = files.front();
  }
  const auto file = SafetensorsFile::open(path);
  return file ? family_of(*file) : std::string();
}

Result<void> export_checkpoint(const fs::path& checkpoint, const fs::path& to) {
  const auto file = SafetensorsFile::open(checkpoint);
  if (!file) return file.error();
  if (auto whole = file->check_content(); !whole) return whole;
  return write_file_atomically(to, [&](const fs::path& temporary) -> Result<void> {
    std::error_code failed;
    fs::copy_file(checkpoint, temporary, fs::copy_options::overwrite_existing, failed);
    if (failed) return file_error("could not be written", to, failed.value());
    return {};
  });
}

}  // namespace transpine
