// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include <memory>

#include "core/nn/recognised_network.h"
#include "core/training/weights_import.h"

namespace transpine {

/// A network of the recognised sizes with its own start values, and what a checkpoint says of it.
struct ImportedModel {
  nlohmann::json config;
  std::shared_ptr<torch::nn::Module> module;
};

/// Errors: a model that the options name but the weights are not, sizes that no model here has.
Result<ImportedModel> imported_model(const RecognisedNetwork& network,
                                     const WeightsImportOptions& options);

}  // namespace transpine
