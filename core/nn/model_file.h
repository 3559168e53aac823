// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "core/base/safetensors.h"

namespace transpine {

/// Under this key a checkpoint's metadata hold the model's config as JSON text.
inline constexpr const char* model_config_key = "transpine.model";

/// A checkpoint whose content is whole, with what it says about its network.
struct ModelFile {
  SafetensorsFile weights;
  nlohmann::json config;

  /// "gan" or, as in checkpoints that name no family, "diffusion".
  std::string family() const;
};

/// Errors: no such file, damaged, no config.
Result<ModelFile> open_model_file(const std::filesystem::path& checkpoint);

/// The error of a file whose config is not what its loader needs.
Error wrong_model_config(const std::filesystem::path& checkpoint, const std::string& why);

}  // namespace transpine
