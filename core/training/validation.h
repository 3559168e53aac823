// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "core/training/train_run.h"
#include "core/training/training_set.h"

namespace transpine {

/// PSNR in dB of images in [-1, 1] scaled to [0, 1], range 1.
double psnr_db(const torch::Tensor& a, const torch::Tensor& b);

/// The CT of an MR, both [1, 1, H, W] in [-1, 1] on the CPU; undefined when the job was stopped.
using SliceMap = std::function<torch::Tensor(const torch::Tensor& mr, std::size_t slice)>;

/// Translates the centred squares of side `size` of the given slices. Absent when the job was
/// stopped.
std::optional<TrainValidation> validate(const TrainingSet& set,
                                        const std::vector<std::size_t>& slices, std::int64_t size,
                                        const SliceMap& translate);

}  // namespace transpine
