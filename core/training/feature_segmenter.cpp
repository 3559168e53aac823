// SPDX-License-Identifier: Apache-2.0
#include "core/training/feature_segmenter.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/training/checkpoint.h"

namespace transpine {
namespace {

std::string spacing_text(double spacing_mm) {
  char text[32];
  std::snprintf(text, sizeof text, "%g mm", spacing_mm);
  return text;
}

Result<void> check_fits(const Segmenter& segmenter, const std::string& file,
                        const TrainOptions& options, const TrainingSet& set) {
  if (std::abs(segmenter.config.spacing_mm - set.spacing_mm()) > 1e-3) {
    return Error{"The segmenter " + file + " works at " +
                     spacing_text(segmenter.config.spacing_mm) + ", the training set has " +
                     spacing_text(set.spacing_mm()) + ".",
                 "Prepare both training sets with the same --spacing-mm."};
  }
  for (const std::int64_t side : {options.patch_size, options.patch_depth}) {
    if (side % segmenter.size_multiple == 0 && side >= segmenter.smallest_side) continue;
    return Error{"The segmenter " + file + " cannot take patches with a side of " +
                     std::to_string(side) + ".",
                 "Choose multiples of " + std::to_string(segmenter.size_multiple) + ", " +
                     std::to_string(segmenter.smallest_side) + " at least."};
  }
  return {};
}

}  // namespace

Result<Segmenter> feature_segmenter(const TrainOptions& options, const TrainingSet& set) {
  const auto checkpoint = find_checkpoint(options.feature_segmenter);
  if (!checkpoint) return checkpoint.error();
  const auto file = open_model_file(*checkpoint);
  if (!file) return file.error();
  if (file->family() != "segmenter") {
    return Error{checkpoint->string() + " is no segmenter.",
                 "Choose a run of the model segmenter-3d."};
  }
  auto segmenter = segmenter_from(*file);
  if (!segmenter) return segmenter.error();
  if (auto fits = check_fits(*segmenter, checkpoint->string(), options, set); !fits) {
    return fits.error();
  }
  for (torch::Tensor& weight : segmenter->module->parameters()) weight.set_requires_grad(false);
  return segmenter;
}

}  // namespace transpine
