// SPDX-License-Identifier: Apache-2.0
#include "core/training/memory_estimate.h"

#include <algorithm>

#include "core/base/memory.h"
#include "core/training/allocation_meter.h"
#include "core/training/batches.h"
#include "core/training/train_models.h"
#include "core/training/trainee.h"

namespace transpine {
namespace {

constexpr std::int64_t smallest_side = 64, smallest_side_of_volume = 32, smallest_depth = 16;

/// Halves a side of the patch while it is twice `smallest` and the model can be had.
void halve(TrainOptions& probe, std::int64_t TrainOptions::*side, std::int64_t smallest) {
  while (probe.*side / 2 >= smallest) {
    TrainOptions half = probe;
    half.*side /= 2;
    if (!check_model_options(half)) return;
    probe = half;
  }
}

/// The same model on a patch whose step takes little time.
TrainOptions probe_of(const TrainOptions& options, bool volumes) {
  TrainOptions probe = options;
  probe.batch_size = 1;
  // Half precision on CUDA takes what it takes on the CPU; fp16 is not to be had there.
  if (options.precision != "fp32") probe.precision = "bf16";
  halve(probe, &TrainOptions::patch_size, volumes ? smallest_side_of_volume : smallest_side);
  if (volumes) halve(probe, &TrainOptions::patch_depth, smallest_depth);
  return probe;
}

std::uint64_t gradient_bytes(Trainee& trainee) {
  std::uint64_t bytes = 0;
  for (const TrainedPart& part : trainee.parts()) {
    for (const torch::Tensor& parameter : part.module.parameters()) bytes += parameter.nbytes();
  }
  return bytes;
}

std::uint64_t above(std::uint64_t bytes, std::uint64_t base) {
  return bytes > base ? bytes - base : 0;
}

}  // namespace

std::int64_t MemoryEstimate::samples_within(std::uint64_t available_bytes) const {
  const std::uint64_t left = above(available_bytes, fixed_bytes);
  return static_cast<std::int64_t>(left / std::max<std::uint64_t>(1, sample_bytes));
}

MemoryEstimate estimate_memory(const TrainOptions& options, const TrainingSet& set) {
  const TrainOptions probe = probe_of(options, set.dimensions() == 3);
  const Batch batch =
      batch_of_step(set, set.of_split("train"), 1,
                    {probe.patch_size, 0, 0, probe.patch_depth, probe.unpaired}, probe.seed, 0);
  const AllocationMeter meter;
  const auto trainee = make_trainee(probe, set, torch::kCPU);
  const std::uint64_t resident = meter.live_bytes();
  (void)trainee->optimise({batch}, 0, 0);
  MemoryEstimate estimate;
  estimate.fixed_bytes = resident + gradient_bytes(*trainee);
  const double side_grows = static_cast<double>(options.patch_size) / probe.patch_size;
  const double depth_grows = static_cast<double>(options.patch_depth) / probe.patch_depth;
  const std::uint64_t of_sample = std::max(above(meter.forward_bytes(), resident),
                                           above(meter.peak_bytes(), estimate.fixed_bytes));
  estimate.sample_bytes = static_cast<std::uint64_t>(static_cast<double>(of_sample) * side_grows *
                                                     side_grows * depth_grows);
  return estimate;
}

Result<void> check_memory(const MemoryEstimate& estimate, std::int64_t samples,
                          std::uint64_t available_bytes) {
  const std::uint64_t needed = estimate.needed_bytes(samples);
  if (needed <= available_bytes) return {};
  const std::int64_t fit = estimate.samples_within(available_bytes);
  const Error error{"The training needs about " + bytes_text(needed) + " for " +
                        std::to_string(samples) + " samples at once, and " +
                        bytes_text(available_bytes) + " are free.",
                    ""};
  if (fit == 0) {
    return Error{error.title,
                 "Not even a single sample fits: choose a smaller patch (--patch-size) or a "
                 "narrower network (--channels), or close other programs."};
  }
  return Error{error.title, "Up to " + std::to_string(fit) +
                                " samples fit: choose a smaller --batch-size, or keep it and let "
                                "it pass in parts (--accumulate)."};
}

}  // namespace transpine
