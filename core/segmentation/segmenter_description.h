// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace transpine {

/// What a TorchScript segmenter does not say about itself: NAME.json beside NAME.pt. It gets
/// [1, 1, D, H, W], the axes as `orientation` says, and gives [1, classes, D, H, W].
struct SegmenterDescription {
  std::array<double, 3> spacing_mm{1, 1, 1};  ///< Along D, H, W.
  std::string orientation = "RIP";            ///< To where D, H and W grow.
  std::array<std::int64_t, 3> patch{64, 128, 128};
  std::int64_t size_multiple = 1;              ///< Of every side.
  std::array<double, 2> clip_hu{-1000, 1000};  ///< HU beyond these become these ...
  std::array<double, 2> input_range{-1, 1};    ///< ... which become these.
  /// Of each channel: a part ("body"), a vertebra ("L3"), "background" or "other". Parts and
  /// vertebrae do not go together.
  std::vector<std::string> classes;
  bool gives_scores = true;   ///< Else probabilities.
  double feature_maps = 300;  ///< Alive at once at full size: for the check of the memory.

  /// The label of each channel: part_class_of() or a VerSe id, 0 for background and other.
  std::vector<std::uint8_t> labels;
  bool are_vertebrae = false;
};

nlohmann::json to_json(const SegmenterDescription& description);

/// Errors name the file and the key that is missing, unknown or out of range.
Result<SegmenterDescription> read_segmenter_description(const std::filesystem::path& file);

}  // namespace transpine
