// SPDX-License-Identifier: Apache-2.0
// Augmentation on one core, as augmentation.py does it in the reference's way: the elastic
// deformation of a subject's volumes, and samples from slices and volumes as a training gets them.
// bench_augmentation [SECONDS [FOLDER]]: prints the best rate of each as JSON lines.
#include <ATen/Parallel.h>
#include <torch/types.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/parallel.h"
#include "core/base/safetensors.h"
#include "core/dataset/sagittal_slices.h"
#include "core/nn/memory.h"
#include "core/training/batches.h"

namespace {

using namespace transpine;
namespace fs = std::filesystem;

constexpr std::int64_t kSlices = 12, kRows = 300, kColumns = 240;  // R, I, P.

Volume noise(ScalarType type, double low, double high, RandomStream& random) {
  Grid grid;
  grid.size = {kSlices, kRows, kColumns};
  grid.spacing_mm = {3, 1, 1};
  Volume volume(grid, ScalarType::float32);
  for (float& value : volume.values<float>()) {
    value = static_cast<float>(random.uniform(low, high));
  }
  return volume.as(type);
}

/// The same number of slices, one of a subject each, in one mapped shard.
TrainingSet write_set(const fs::path& folder, std::int64_t depth, RandomStream& random) {
  constexpr int samples = 8;
  std::vector<std::vector<float>> images;
  std::vector<SafetensorsEntry> entries;
  nlohmann::json listed = nlohmann::json::array();
  const std::int64_t count = std::max<std::int64_t>(depth, 1) * kRows * kColumns;
  for (int i = 0; i < 2 * samples; ++i) {
    std::vector<float> values(static_cast<std::size_t>(count));
    for (float& value : values) value = static_cast<float>(random.uniform(i % 2 ? -1 : 0, 1));
    images.push_back(std::move(values));
  }
  std::vector<std::int64_t> shape{kRows, kColumns};
  if (depth > 0) shape.insert(shape.begin(), depth);
  for (int i = 0; i < 2 * samples; ++i) {
    const std::string id = std::to_string(i / 2);
    entries.push_back({(i % 2 ? "ct" : "mr") + id, "F32", shape,
                       std::as_bytes(std::span(images[static_cast<std::size_t>(i)]))});
    if (i % 2) continue;
    nlohmann::json one{{"subject", "s" + id}, {"split", "train"}, {"shard", "a.safetensors"},
                       {"mr", "mr" + id},     {"ct", "ct" + id},  {"height", kRows},
                       {"width", kColumns},   {"slice_index", 0}};
    if (depth > 0) one["depth"] = depth;
    listed.push_back(one);
  }
  nlohmann::json index{{"format_version", 1}, {"spacing_mm", 1.0}, {"slices", listed}};
  if (depth > 0) index["dimensions"] = 3;
  fs::create_directories(folder);
  if (!write_safetensors(folder / "a.safetensors", entries) ||
      !write_text_atomically(folder / "index.json", index.dump())) {
    throw std::runtime_error("the samples could not be written");
  }
  return value_or_throw(TrainingSet::open(folder));
}

/// Calls until the time is over; the rate of the fastest call, times `amount`.
void rate(const char* what, const char* unit, double seconds, double amount,
          const std::function<void()>& call) {
  using Clock = std::chrono::steady_clock;
  call();  // Warm-up.
  double best = 1e9;
  const std::chrono::duration<double> allowed(seconds);
  for (const auto begin = Clock::now(); Clock::now() - begin < allowed;) {
    // Of the processor: what else the machine does disturbs less.
    const std::clock_t start = std::clock();
    call();
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  std::printf("{\"language\": \"c++\", \"what\": \"%s\", \"unit\": \"%s\", \"rate\": %.3f}\n", what,
              unit, amount / best);
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 5;
  const fs::path folder = argc > 2 ? fs::path(argv[2]) : fs::temp_directory_path() / "bench-aug";
  at::set_num_threads(1);
  set_thread_count(1);
  const transpine::FreedMemoryKeeper keeper;
  RandomStream random(1, "bench");

  const AlignedImages images{noise(ScalarType::float32, 0, 400, random),
                             noise(ScalarType::float32, -1000, 1000, random),
                             noise(ScalarType::uint8, 0, 20, random),
                             {}};
  JobContext job;
  rate("elastic deformation", "Mvoxel/s", seconds, 1e-6 * kSlices * kRows * kColumns,
       [&] { (void)value_or_throw(elastically_deformed(images, random, job)); });

  constexpr std::int64_t batch = 8;
  const auto batches = [&](const char* what, std::int64_t depth) {
    const TrainingSet set = write_set(folder / what, depth, random);
    const std::vector<std::size_t> all = set.of_split("train");
    AugmentOptions options;
    options.patch_size = depth > 0 ? 128 : 256;
    std::int64_t step = 0;
    const torch::NoGradGuard no_grad;
    rate(what, "samples/s", seconds, batch,
         [&] { (void)batch_of_step(set, all, batch, options, 1, step++); });
  };
  batches("slices", 0);
  batches("volumes", 48);
  return 0;
}
