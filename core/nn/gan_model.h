// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/nn/generator.h"
#include "core/nn/model_file.h"

namespace transpine {

/// What one must know beside the weights to use a network that translates in one pass, the
/// generator of a GAN or a regression; kept in each checkpoint.
struct GanModelConfig {
  std::string model;  ///< The name under which it was trained: "pix2pix-unet".
  GeneratorOptions generator = {};
  std::int64_t patch_size = 256;  ///< Of the training; a good tile size.
  std::int64_t patch_depth = 32;  ///< The same of volumes.
  double spacing_mm = 1;          ///< In-plane, of volumes in all directions, of the training set.
  std::string mr_max = "max";     ///< What became 1 in the training's MRs, or "percentile".
  double mr_percentile = 99.9;

  /// "gan", or "regression" where no adversary has trained it.
  std::string family() const;
};

nlohmann::json to_json(const GanModelConfig& config);
/// Throws nlohmann::json::exception or std::invalid_argument when something is missing or wrong.
GanModelConfig gan_config_from(const nlohmann::json& json);

struct GanModel {
  GanModelConfig config;
  Generator generator;
};

/// The generator of a checkpoint, ready for inference on the CPU: without dropout, and with the
/// means and variances that batch norms have gathered in training. `averaged`: the moving average
/// of its weights.
Result<GanModel> gan_model_from(const ModelFile& file, bool averaged = false);

}  // namespace transpine
