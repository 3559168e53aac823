// SPDX-License-Identifier: Apache-2.0
// Translates a volume by a 3D model within a budget of memory, and says how much it took, how large
// its tiles were, and how far the tiled result lies from the one without tiles, beside how far two
// samples lie from each other: bench_translate_volume MODEL CHANNELS GB SLICES ROWS COLUMNS STEPS.
// The weights are those of a training of some steps on a toy set.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>

#include "core/nn/threads.h"
#include "core/training/train_run.h"
#include "core/translation/translate.h"
#include "tests/support/test_files.h"
#include "tests/training/toy_training_set.h"

namespace transpine {
namespace {

long status_kb(const std::string& key) {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (line.rfind(key, 0) == 0) return std::atol(line.c_str() + key.size());
  }
  return 0;
}

/// Bodies and discs, roughly: bright blocks along the spine in a dim back.
SlicePlanes spine_like(std::int64_t slices, std::int64_t rows, std::int64_t columns) {
  SlicePlanes planes{slices, rows, columns,
                     std::vector<float>(static_cast<std::size_t>(slices * rows * columns))};
  std::size_t at = 0;
  for (std::int64_t i = 0; i < slices; ++i) {
    for (std::int64_t j = 0; j < rows; ++j) {
      for (std::int64_t k = 0; k < columns; ++k, ++at) {
        const bool body =
            j % 32 < 24 && std::abs(k - columns / 2) < 18 && std::abs(i - slices / 2) < slices / 4;
        planes.values[at] = body ? 0.6f : -0.4f + 0.2f * static_cast<float>(std::sin(0.05 * j));
      }
    }
  }
  return planes;
}

double mean_difference(const SlicePlanes& a, const SlicePlanes& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) sum += std::abs(a.values[i] - b.values[i]);
  return 1000 * sum / static_cast<double>(a.values.size());
}

int run(const std::string& model, std::int64_t channels, double memory_gb,
        const std::vector<std::int64_t>& size, int steps) {
  const testing::TemporaryFolder folder;
  testing::write_toy_training_set(folder.path() / "set", {{"train", 2}}, 40, 40, 32);
  TrainOptions training = small_train_options(model);
  training.channels = channels;
  training.patch_size = 32;
  training.patch_depth = 32;
  training.steps = 20;
  training.batch_size = 1;
  training.validation_slices = 0;
  training.device = "cpu";
  training.training_set = folder / "set";
  training.run_folder = folder / "run";
  JobContext job;
  if (auto trained = train(training, {}, job); !trained) {
    std::fprintf(stderr, "%s\n", trained.error().message().c_str());
    return 1;
  }
  const SlicePlanes mr = spine_like(size[0], size[1], size[2]);
  TranslateOptions options;
  options.model = training.run_folder;
  options.steps = steps;
  options.memory_gb = memory_gb;
  options.device = "cpu";
  const auto translated = [&](const TranslateOptions& with, const char* what) {
    auto translator = make_translator(with);
    std::ofstream("/proc/self/clear_refs") << "5";  // Begins a new peak.
    const long before = status_kb("VmRSS:");
    const auto start = std::chrono::steady_clock::now();
    auto planes = (*translator)->translate(mr, job);
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (!planes) {
      std::fprintf(stderr, "%s\n", planes.error().message().c_str());
      std::exit(1);
    }
    std::printf("%s: tiles %s, peak %.2f GB above the start, %.0f s\n", what,
                (*translator)->description().at("tile_sides").dump().c_str(),
                static_cast<double>(status_kb("VmHWM:") - before) / 1e6, seconds);
    return *planes;
  };
  const SlicePlanes tiled = translated(options, "within the budget");
  TranslateOptions other = options;
  other.seed = 2;
  const SlicePlanes sample = translated(other, "another sample");
  TranslateOptions whole = options;
  whole.memory_gb = 1000;
  const SlicePlanes at_once = translated(whole, "without tiles");
  std::printf("mean difference: tiled to not tiled %.2f HU, between two samples %.2f HU\n",
              mean_difference(tiled, at_once), mean_difference(tiled, sample));
  return 0;
}

}  // namespace
}  // namespace transpine

int main(int argc, char** argv) {
  if (argc != 8) {
    std::fprintf(stderr, "usage: %s MODEL CHANNELS GB SLICES ROWS COLUMNS STEPS\n", argv[0]);
    return 2;
  }
  transpine::set_network_threads(static_cast<int>(std::thread::hardware_concurrency()));
  return transpine::run(argv[1], std::atol(argv[2]), std::atof(argv[3]),
                        {std::atol(argv[4]), std::atol(argv[5]), std::atol(argv[6])},
                        std::atoi(argv[7]));
}
