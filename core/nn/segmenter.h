// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/nn/model_file.h"

namespace transpine {

/// What one must know beside the weights to use a segmenter of volumes; kept in each checkpoint.
struct SegmenterConfig {
  std::int64_t channels = 32;  ///< Of the first stage.
  std::int64_t levels = 6;
  std::vector<std::string> classes;  ///< From 0, the background, on.
  std::int64_t patch_size = 128;     ///< Of the training; a good tile size.
  std::int64_t patch_depth = 64;
  double spacing_mm = 1;  ///< In all directions; axes right, inferior, posterior.
};

nlohmann::json to_json(const SegmenterConfig& config);
/// Throws nlohmann::json::exception or std::invalid_argument when something is missing or wrong.
SegmenterConfig segmenter_config_from(const nlohmann::json& json);

/// A residual UNet from CT [N, 1, D, H, W] in [-1, 1] (HU / 1000) to a score of each class
/// [N, classes, D, H, W].
struct Segmenter {
  SegmenterConfig config;
  std::shared_ptr<torch::nn::Module> module;
  std::function<torch::Tensor(const torch::Tensor& ct)> scores;
  /// Outputs of its stages, for a loss that compares them (beyond-facts 3.1).
  std::function<std::vector<torch::Tensor>(const torch::Tensor& ct)> features;
  std::int64_t size_multiple = 1;  ///< Of every side.
  std::int64_t smallest_side = 1;
};

/// Throws std::invalid_argument for sizes that the network cannot have.
Segmenter make_segmenter(const SegmenterConfig& config);

/// The segmenter of a checkpoint, ready for inference on the CPU.
Result<Segmenter> segmenter_from(const ModelFile& file);

}  // namespace transpine
