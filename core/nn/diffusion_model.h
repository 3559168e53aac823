// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/nn/denoiser_network.h"
#include "core/nn/diffusion.h"
#include "core/nn/model_file.h"
#include "core/nn/weights.h"

namespace transpine {

/// What one must know beside the weights to use a diffusion model; kept in each checkpoint.
struct DiffusionModelConfig {
  std::string model = "ddim";  ///< The name under which it was trained.
  DenoiserOptions network = {};
  DiffusionMode mode = DiffusionMode::image;
  BetaSchedule schedule = BetaSchedule::cosine;
  std::vector<int> times = {};    ///< Fast-DDPM: the only ones it knows; empty for all.
  bool wavelets = false;          ///< It works on the Haar bands of volumes.
  std::int64_t patch_size = 256;  ///< Of the training; a good tile size.
  std::int64_t patch_depth = 32;  ///< The same of volumes.
  double spacing_mm = 1;          ///< In-plane, of volumes in all directions, of the training set.
  double condition_dropout = 0;   ///< Guidance needs more than 0.
  std::string mr_max = "max";     ///< What became 1 in the training's MRs, or "percentile".
  double mr_percentile = 99.9;
};

nlohmann::json to_json(const DiffusionModelConfig& config);
/// Throws nlohmann::json::exception or std::invalid_argument when something is missing or wrong.
DiffusionModelConfig diffusion_config_from(const nlohmann::json& json);

struct DiffusionModel {
  DiffusionModelConfig config;
  DenoiserNetwork network;
};

enum class WeightKind { raw, ema };

/// Config and weights of a checkpoint, ready for inference on the CPU.
Result<DiffusionModel> diffusion_model_from(const ModelFile& file, WeightKind weights);
Result<DiffusionModel> load_diffusion_model(const std::filesystem::path& checkpoint,
                                            WeightKind weights);

/// The network as a denoiser. The model must outlive it.
Denoiser denoiser_of(DiffusionModel& model);

}  // namespace transpine
