// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/nn/diffusion.h"
#include "core/training/train_run.h"
#include "core/training/training_set.h"

namespace transpine {

/// PSNR in dB of images in [-1, 1] scaled to [0, 1], range 1.
double psnr_db(const torch::Tensor& a, const torch::Tensor& b);

struct ValidationOptions {
  std::int64_t size = 256;  ///< Side of the centred square that is translated.
  std::uint64_t seed = 1;
  DdimOptions sampling = {};
  torch::Device device = torch::kCPU;
};

/// Translates the given slices with the same noise at every call. Absent when the job was stopped.
std::optional<TrainValidation> validate(const TrainingSet& set,
                                        const std::vector<std::size_t>& slices,
                                        const DiffusionSchedule& schedule, const Denoiser& denoiser,
                                        const ValidationOptions& options, JobContext& job);

}  // namespace transpine
