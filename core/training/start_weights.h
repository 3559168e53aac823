// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/training/checkpoint.h"

namespace transpine {

/// What a training began from.
struct StartWeights {
  std::filesystem::path file;      ///< Absolute.
  std::vector<std::string> drawn;  ///< Networks that are not in it, or in another form.
};

/// Puts given weights in the place of drawn ones, in the moving averages too; the optimisers start
/// anew. `from`: a checkpoint, a run folder (its newest checkpoint), exported weights, or any
/// safetensors file with the references' names. The first of `parts`, the generator, must fit
/// entirely; judges and the like are taken where they do. Errors: no such file, damaged, no or
/// several networks, and which tensors do not fit; parts are then as they were.
Result<StartWeights> start_from_weights(const std::filesystem::path& from,
                                        const std::vector<TrainedPart>& parts);

}  // namespace transpine
