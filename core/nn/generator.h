// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "core/nn/sa_unet_blocks.h"

namespace transpine {

/// The networks that map an image onto another in one pass: the paper's base_unet, its SA-UNet
/// without x_t, pix2pix's unet_256, CUT's ResNet (sections 4.2 and 5); of volumes the paper's UNet
/// without x_t and the residual UNet of regression.
enum class GeneratorKind { pix2pix_unet, sa_unet, skip_unet, resnet, unet3d, residual_unet3d };

/// Size of a generator; each kind reads what it has.
struct GeneratorOptions {
  GeneratorKind kind = GeneratorKind::pix2pix_unet;
  std::int64_t channels = 64;                         ///< Of the first level.
  std::int64_t levels = 6;                            ///< Halvings; not of those with multipliers.
  std::int64_t blocks = 6;                            ///< The ResNet's residual blocks.
  bool antialias = false;                             ///< The ResNet's, as CUT has it.
  bool dropout_layer = true;                          ///< The ResNet's: as the paper's has it.
  double dropout = 0;                                 ///< Not of those with multipliers.
  std::vector<std::int64_t> multipliers{1, 2, 4, 8};  ///< Of the SA-UNet and the UNet of volumes.
  AttentionOptions attention = {};                    ///< The SA-UNet's.
};

nlohmann::json to_json(const GeneratorOptions& options);
/// Throws nlohmann::json::exception or std::invalid_argument when something is missing or wrong.
GeneratorOptions generator_options_from(const nlohmann::json& json);

/// A network from MR [N, 1, H, W] to CT of the same shape, both in [-1, 1]; or of volumes from the
/// MR and its position ramps [N, 4, D, H, W] to the CT [N, 1, D, H, W].
struct Generator {
  std::shared_ptr<torch::nn::Module> module;
  std::function<torch::Tensor(const torch::Tensor& mr)> image;
  /// Outputs of numbered layers; absent where a kind has no numbers. Throws for a wrong number.
  std::function<std::vector<torch::Tensor>(const torch::Tensor& mr, const std::set<std::size_t>&)>
      features = {};
  std::int64_t size_multiple = 1;  ///< Of every side.
  std::int64_t smallest_side = 1;
  int dimensions = 2;
};

bool is_volumetric(GeneratorKind kind);

/// Throws std::invalid_argument for sizes that the network cannot have.
Generator make_generator(const GeneratorOptions& options);

}  // namespace transpine
