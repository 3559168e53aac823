// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "app/cli/verb.h"
#include "core/image/image_io.h"

namespace transpine {

/// Reads an image for a verb and passes its warnings on, each with the file's name.
Result<LoadedImage> load_image(const std::filesystem::path& path, VerbContext& context);

/// Where a vertebra list like "T10-L5" or "L1,L3" is an option: its ids, none for an empty text.
Result<std::vector<int>> vertebrae_option(const std::string& text);

/// A matrix row by row.
nlohmann::json matrix_json(const Eigen::Matrix4d& matrix);

}  // namespace transpine
