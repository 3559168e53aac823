// SPDX-License-Identifier: Apache-2.0
#include "core/training/one_pass_config.h"

#include "core/training/train_models.h"

namespace transpine {

GanModelConfig one_pass_config(const TrainOptions& options, const TrainingSet& set) {
  GanModelConfig config;
  config.model = options.model;
  config.generator = generator_options(options);
  config.patch_size = options.patch_size;
  config.patch_depth = options.patch_depth;
  config.spacing_mm = set.spacing_mm();
  config.mr_max = set.mr_max();
  config.mr_percentile = set.mr_percentile();
  return config;
}

}  // namespace transpine
