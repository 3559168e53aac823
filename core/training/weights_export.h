// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/options.h"
#include "core/base/result.h"

namespace transpine {

struct WeightsExportOptions {
  std::filesystem::path from;    ///< A run folder (its newest checkpoint) or a checkpoint file.
  std::filesystem::path out;     ///< A safetensors file.
  std::string weights = "raw";   ///< "raw" or "ema".
  std::string type = "float32";  ///< Of the tensors: "float32", "float16", "bfloat16".
};

/// All but the paths.
OptionList options_of(WeightsExportOptions& options);

struct ExportedWeights {
  std::filesystem::path checkpoint;
  std::size_t tensors = 0;
  std::int64_t values = 0;
};

/// Writes the generator alone, under the reference's names, with what is needed to use it as a
/// model. With `dry_run` it checks all and writes nothing. Errors: no checkpoint, no moving
/// average.
Result<ExportedWeights> export_weights(const WeightsExportOptions& options, bool dry_run = false);

}  // namespace transpine
