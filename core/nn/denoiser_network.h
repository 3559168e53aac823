// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/nn/sa_unet_blocks.h"

namespace transpine {

/// The networks of diffusion: the paper's SA-UNet of slices and its UNet of volumes.
enum class DenoiserKind { sa_unet, unet3d };

struct DenoiserOptions {
  DenoiserKind kind = DenoiserKind::sa_unet;
  std::int64_t channels = 64;  ///< Of the first level; a multiple of 8.
  std::vector<std::int64_t> multipliers{1, 2, 4, 8};
  std::int64_t image_channels = 1;      ///< Of x_t and of the output.
  std::int64_t condition_channels = 1;  ///< 4 for volumes: the MR and three position ramps.
  bool learned_variance = false;        ///< One more output.
  AttentionOptions attention = {};      ///< The SA-UNet's.
};

nlohmann::json to_json(const DenoiserOptions& options);
/// Throws nlohmann::json::exception or std::invalid_argument when something is missing or wrong.
DenoiserOptions denoiser_options_from(const nlohmann::json& json);

struct DenoiserNetwork {
  std::shared_ptr<torch::nn::Module> module;
  /// x [N, image + condition channels, (D,) H, W] and time [N] -> [N, outputs, (D,) H, W].
  std::function<torch::Tensor(const torch::Tensor& x, const torch::Tensor& time)> forward;
  std::int64_t size_multiple = 1;  ///< Of every side.
  int dimensions = 2;
};

/// Throws std::invalid_argument for sizes that the network cannot have.
DenoiserNetwork make_denoiser_network(const DenoiserOptions& options);

}  // namespace transpine
