// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/base/options.h"
#include "core/base/result.h"

namespace transpine {

/// What cannot be seen from the names and shapes of weights. Sizes of the network are not asked
/// for: they follow from the shapes.
struct WeightsImportOptions {
  std::filesystem::path from;  ///< A safetensors file that holds tensors only.
  std::filesystem::path out;   ///< A checkpoint file, or a run folder that gets one.
  std::string model = "auto";  ///< A name of train_model_names().
  std::string prefix;          ///< Where a file holds several networks.
  std::string mode = "image";
  std::string beta_schedule = "cosine";
  double condition_dropout = 0;
  std::int64_t attention_heads = 4;
  std::int64_t patch_size = 256;
  std::int64_t patch_depth = 32;  ///< Of volumes.
  double spacing_mm = 1;
  std::string mr_max = "max";
  double mr_percentile = 99.9;
};

/// All but the paths.
OptionList options_of(WeightsImportOptions& options);

struct ImportedWeights {
  std::filesystem::path checkpoint;  ///< That was or would be written.
  std::string network;               ///< For people: "SA-UNet", or the model's name.
  nlohmann::json config;             ///< As the checkpoint says it.
  std::int64_t parameters = 0;
  bool has_average = false;
};

/// Makes a checkpoint, of float32, that translates; a training can begin with it, not resume. What
/// export_weights() wrote says itself what it is: then the options do not count. With
/// `dry_run` it checks all and writes nothing. Errors: a pickle, no known network or several, names
/// or shapes that do not fit, values that are not finite.
Result<ImportedWeights> import_weights(const WeightsImportOptions& options, bool dry_run = false);

}  // namespace transpine
