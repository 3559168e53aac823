// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "core/base/result.h"

namespace transpine {

/// What a result came out of, as it lies beside or in the result: the step, its options, this
/// program's version, and the inputs by name with path and content hash. Inputs without a path are
/// left out. Errors: an input that cannot be read.
Result<nlohmann::json> provenance_of(const std::string& step, const nlohmann::json& options,
                                     const std::map<std::string, std::filesystem::path>& inputs);

/// Whether two of them name the same options, version and content of inputs, wherever these lie: a
/// result of the one is one of the other. False where a part is missing.
bool same_origin(const nlohmann::json& a, const nlohmann::json& b);

}  // namespace transpine
