// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/result.h"

namespace transpine {

/// What a file of weights holds, as JSON: "file", "networks" (each with its prefix, kind, sizes,
/// parameters and whether it is a moving average), "types" (number of tensors of each), "tensors"
/// (name, type, shape), "model" (its config, where the file says one), "metadata" (keys).
/// Errors: no such file, damaged, a pickle, a TorchScript program.
Result<nlohmann::json> weights_info(const std::filesystem::path& file_or_run);

}  // namespace transpine
