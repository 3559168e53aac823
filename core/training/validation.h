// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "core/training/batches.h"
#include "core/training/train_run.h"
#include "core/training/training_set.h"

namespace transpine {

/// PSNR in dB of images in [-1, 1] scaled to [0, 1], range 1.
double psnr_db(const torch::Tensor& a, const torch::Tensor& b);

/// The CT of an MR as a batch has them, or the classes of a CT as float32, on the CPU; undefined
/// when the job was stopped.
using SampleMap = std::function<torch::Tensor(const torch::Tensor& image, std::size_t slice)>;

/// Translates, or in a set of CTs segments, the middles of the given samples; of volumes the
/// previews are the middle slices. Absent when the job was stopped.
std::optional<TrainValidation> validate(const TrainingSet& set,
                                        const std::vector<std::size_t>& samples,
                                        const AugmentOptions& patch, const SampleMap& map);

}  // namespace transpine
