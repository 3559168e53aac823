// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/options.h"
#include "core/base/result.h"

namespace transpine {

/// What the verb figure draws and how.
struct FigureOptions {
  std::string plane = "sagittal";
  std::vector<double> at;
  std::filesystem::path labels;
  std::string draw = "fill";
  std::filesystem::path second;
  std::filesystem::path second_from_first;
  std::string compare = "blend";
  std::filesystem::path landmarks;
  std::string vertebra;
  bool own_grid = false;
  bool ct = false;
  double window = 0;
  double level = 0;
  int width = 800;
  int height = 800;
  double scale = 2;
  double mm_per_pixel = 0;
};

OptionList options_of(FigureOptions& options);

/// Fails when an option would change nothing because the one that it belongs to is missing, or when
/// two contradict each other.
Result<void> check_options(const FigureOptions& options);

}  // namespace transpine
