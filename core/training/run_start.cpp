// SPDX-License-Identifier: Apache-2.0
#include "core/training/run_start.h"

#include <algorithm>

#include "core/base/memory.h"
#include "core/nn/device.h"
#include "core/training/checkpoint.h"
#include "core/training/feature_segmenter.h"
#include "core/training/machine_use.h"
#include "core/training/precision.h"
#include "core/training/sound_subjects.h"
#include "core/training/train_models.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

Result<void> check_run_folder(const TrainOptions& options) {
  const fs::path& folder = options.run_folder;
  if (options.resume || (!fs::exists(folder / "config.json") && checkpoint_files(folder).empty())) {
    return {};
  }
  return Error{folder.string() + " holds a run already.",
               "Resume it (--resume), or choose another folder."};
}

/// Segmenters learn from CTs, all others from pairs.
Result<void> check_images(const TrainOptions& options, const TrainingSet& set) {
  const bool wants_ct = is_segmenter(options.model);
  if (set.has_mr() != wants_ct) return {};
  return Error{options.training_set.string() +
                   (wants_ct ? " holds pairs of MR and CT" : " holds CTs alone") +
                   ", but the model " + options.model +
                   (wants_ct ? " takes CTs with classes." : " takes pairs."),
               std::string("Prepare a training set with --images ") +
                   (wants_ct ? "ct --dimensions 3d." : "pair.")};
}

Result<void> check_features(const TrainOptions& options, const TrainingSet& set) {
  if (options.feature_segmenter.empty()) return {};
  const auto segmenter = feature_segmenter(options, set);
  return segmenter ? Result<void>() : segmenter.error();
}

Result<void> check_dimensions(const TrainOptions& options, const TrainingSet& set) {
  const bool volumes = is_volumetric(options.model);
  if ((set.dimensions() == 3) == volumes) return {};
  return Error{
      options.training_set.string() + (volumes ? " holds slices" : " holds volumes") +
          ", but the model " + options.model + (volumes ? " takes volumes." : " takes slices."),
      std::string("Prepare a training set with --dimensions ") + (volumes ? "3d." : "2d.")};
}

/// The parts that a step's batch is divided into, over all processes.
std::int64_t parts_of_step(const TrainOptions& options, int processes) {
  return options.accumulate * processes;
}

Result<void> check_parts(const TrainOptions& options, int processes) {
  const std::int64_t parts = parts_of_step(options, processes);
  if (options.batch_size % parts == 0) return {};
  return Error{"The batch size " + std::to_string(options.batch_size) + " cannot be divided into " +
                   std::to_string(options.accumulate) + " parts on each of " +
                   std::to_string(processes) + " processes.",
               "Choose a batch size that is a multiple of " + std::to_string(parts) + "."};
}

/// Opens the training set and leaves out what cannot be trained on; its values are read where
/// `job` is given.
Result<TrainingSet> open_set(const TrainOptions& options, JobContext* job) {
  auto set = TrainingSet::open(options.training_set);
  if (!set) return set.error();
  set->keep_in_memory(static_cast<std::uint64_t>(options.cache_gb * 1e9));
  if (job) drop_unsound_subjects(*set, *job);
  if (!set->of_split("train").empty()) return set;
  std::string reasons;
  for (const std::string& problem : set->problems()) reasons += " " + problem;
  return Error{options.training_set.string() + " has no slices for training." + reasons,
               "Give some sound subjects of the study the split \"train\" and prepare it again."};
}

/// The device of this process: each of a machine has a GPU of its own.
Result<torch::Device> device_of(const TrainOptions& options,
                                const std::optional<ProcessPlace>& place) {
  auto device = device_from(options.device);
  if (!device || !place || !device->is_cuda() || device->has_index()) return device;
  return device_from("cuda:" + std::to_string(place->local_rank));
}

/// Memory that networks can still take. Which of several graphics cards a device is only CUDA
/// knows.
std::optional<std::uint64_t> free_bytes(torch::Device device) {
  if (device.is_cpu()) return available_memory_bytes();
  const std::vector<GpuUse> gpus = machine_use().gpus;
  if (gpus.size() != 1) return std::nullopt;
  return gpus[0].total_bytes - std::min(gpus[0].used_bytes, gpus[0].total_bytes);
}

}  // namespace

std::int64_t samples_at_once(const TrainOptions& options, int processes) {
  return options.batch_size / parts_of_step(options, processes);
}

Result<RunStart> start_training(const TrainOptions& options, JobContext* job) {
  if (auto checked = check_model_options(options); !checked) return checked.error();
  auto place = process_place();
  if (!place) return place.error();
  auto device = device_of(options, *place);
  if (!device) return device.error();
  if (auto possible = precision_from(options.precision, *device); !possible) {
    return possible.error();
  }
  const int processes = *place ? (*place)->count : 1;
  if (auto divided = check_parts(options, processes); !divided) return divided.error();
  auto set = open_set(options, job);
  if (!set) return set.error();
  for (const auto& check : {check_images, check_dimensions, check_features}) {
    if (auto checked = check(options, *set); !checked) return checked.error();
  }
  if (auto checked = check_run_folder(options); !checked) return checked.error();
  RunStart start{std::move(*set), *device, *place, {}, {}};
  start.memory = estimate_memory(options, start.set);
  start.available_bytes = free_bytes(*device);
  if (!start.available_bytes) return start;
  auto fits =
      check_memory(start.memory, samples_at_once(options, processes), *start.available_bytes);
  if (!fits) return fits.error();
  return start;
}

}  // namespace transpine
