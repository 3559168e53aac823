// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include <optional>
#include <string>

#include "core/nn/recognised_network.h"

namespace transpine {

/// What of a file is taken for one network.
struct ChosenWeights {
  WeightsCopy raw;
  std::optional<WeightsCopy> average;
};

/// The trained weights in a file of other programs, or their average where there is nothing else,
/// and the average of the same. With a prefix only what it begins with. Errors: no known network,
/// several.
Result<ChosenWeights> choose_weights(const SafetensorsFile& file, const std::string& prefix);

/// Loads one copy into the module, which must fit it name by name. Errors name the file and the
/// tensors that are missing, unexpected, of another shape or not finite; the module is then
/// unchanged.
Result<void> load_copy(torch::nn::Module& module, const SafetensorsFile& file,
                       const std::string& prefix);

}  // namespace transpine
