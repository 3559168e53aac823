// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/nn/model_file.h"
#include "core/nn/networks/ncsnpp.h"
#include "core/nn/syndiff.h"

namespace transpine {

/// What one must know beside the weights to use SynDiff's diffusive generator of CTs.
struct SyndiffModelConfig {
  NcsnppOptions network = {};
  int steps = 4;
  std::int64_t patch_size = 256;  ///< Of the training; a good tile size.
  double spacing_mm = 1;          ///< In-plane, of the training set.
  std::string mr_max = "max";     ///< What became 1 in the training's MRs, or "percentile".
  double mr_percentile = 99.9;
};

nlohmann::json to_json(const SyndiffModelConfig& config);
/// Throws nlohmann::json::exception or std::invalid_argument when something is missing or wrong.
SyndiffModelConfig syndiff_config_from(const nlohmann::json& json);

struct SyndiffModel {
  SyndiffModelConfig config;
  Ncsnpp generator{nullptr};
};

/// The generator of a checkpoint, ready for inference on the CPU.
Result<SyndiffModel> syndiff_model_from(const ModelFile& file, bool averaged);

/// x0 of the network's two outputs.
torch::Tensor syndiff_x0(Ncsnpp& generator, const torch::Tensor& x_next,
                         const torch::Tensor& source, const torch::Tensor& t,
                         const torch::Tensor& latent);

}  // namespace transpine
