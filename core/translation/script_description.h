// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/result.h"
#include "core/image/mr_scale.h"

namespace transpine {

/// What a TorchScript program does not say about itself: NAME.json beside NAME.pt. Only the spacing
/// has no default.
struct ScriptDescription {
  double spacing_mm = 0;
  std::int64_t dimensions = 2;     ///< 2: slices; 3: volumes of that spacing in all directions.
  bool position_ramps = false;     ///< Of volumes: three more channels, 0 to 1 along each axis.
  std::int64_t patch_size = 256;   ///< Of the training; a good tile size.
  std::int64_t size_multiple = 1;  ///< Of every side.
  MrScaleRule mr_scale = {};
  std::array<double, 2> input_range{-1, 1};      ///< What air and the scale's value become.
  std::array<double, 2> output_range{-1, 1};     ///< The program's values ...
  std::array<double, 2> output_hu{-1000, 1000};  ///< ... of these HU.
  double feature_maps = 1000;  ///< Alive at once at full size: for the check of the memory.
};

nlohmann::json to_json(const ScriptDescription& description);

/// NAME.json for NAME.pt.
std::filesystem::path description_file(const std::filesystem::path& script);

/// Errors name the file and the key that is missing, unknown or out of range.
Result<ScriptDescription> read_script_description(const std::filesystem::path& file);

}  // namespace transpine
