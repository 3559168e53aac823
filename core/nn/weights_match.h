// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/nn/weights.h"

namespace transpine {

/// How a network's state differs from what a file holds for it.
struct WeightsMismatch {
  std::vector<std::string> missing;     ///< Names of the network that the file lacks.
  std::vector<std::string> unexpected;  ///< Names under the prefix that the network lacks.
  std::vector<std::string> misshapen;   ///< With both shapes, or with a type that torch lacks.

  bool can_load() const { return missing.empty() && misshapen.empty(); }
  bool is_exact() const { return can_load() && unexpected.empty(); }
};

/// Compares the state with the tensors named `prefix` + name.
WeightsMismatch compare_weights(const NamedTensors& state, const SafetensorsFile& file,
                                const std::string& prefix);

/// Counts and the first names of each kind of difference.
Error mismatch_error(const SafetensorsFile& file, const WeightsMismatch& mismatch);

}  // namespace transpine
