// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/nn/ema.h"
#include "core/nn/model_file.h"
#include "core/training/adam.h"
#include "core/training/checkpoint_list.h"

namespace transpine {

/// The file itself, or the newest checkpoint of a run folder. A damaged newest one is an error that
/// names it and the one before it: which weights make a result must be the user's choice. Where
/// there is none the error says what was looked for.
Result<std::filesystem::path> find_checkpoint(const std::filesystem::path& file_or_run);

/// A network with its optimiser, in checkpoints under "<name>." and, but for the generator's
/// "optimizer.", "<name>_optimizer.".
struct TrainedPart {
  std::string name;
  torch::nn::Module& module;
  Adam& adam;
  Ema* ema = nullptr;  ///< Under "ema." for the generator, else "<name>_ema."; may be null.
};

/// What training goes on from. All data order and noise are functions of seed and step, so the
/// step number is their whole state.
struct TrainingState {
  std::vector<TrainedPart> parts;  ///< The generator first.
  NamedTensors memory = {};        ///< What else the next step depends on, under "memory.".
  std::int64_t step = 0;
  nlohmann::json progress = {};  ///< Of the run, as the run itself knows to read it.
};

/// Writes weights, averages, Adam's moments and counters, and removes all but the two newest older
/// files.
Result<std::filesystem::path> save_checkpoint(const std::filesystem::path& run_folder,
                                              const nlohmann::json& config, std::uint64_t seed,
                                              const TrainingState& state);

/// Writes checkpoints/best.safetensors: as save_checkpoint() does, with the score.
Result<void> save_best_checkpoint(const std::filesystem::path& run_folder,
                                  const nlohmann::json& config, std::uint64_t seed,
                                  const TrainingState& state, const ValidationScore& score);

/// Restores `state` from the file, which must hold the same seed and the same kind of model as
/// `config` says.
Result<void> load_checkpoint(const std::filesystem::path& file, const nlohmann::json& config,
                             std::uint64_t seed, TrainingState& state);

}  // namespace transpine
