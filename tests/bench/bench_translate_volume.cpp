// SPDX-License-Identifier: Apache-2.0
// Translates a volume by a 3D model within a budget of memory, and says how much it took, how large
// its tiles were, and how much more the result changes at the tiles' borders than elsewhere, beside
// how far two samples lie from each other: bench_translate_volume RUN GB SLICES ROWS COLUMNS STEPS.
// RUN is a finished training's folder, or the name of a model, which is then trained for some steps
// on a toy set: enough for the memory, not for the borders.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "core/nn/threads.h"
#include "core/nn/tiling.h"
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

/// Bodies and discs, roughly: bright blocks along the spine in a dim back; no tile ends with them.
SlicePlanes spine_like(std::int64_t slices, std::int64_t rows, std::int64_t columns) {
  SlicePlanes planes{slices, rows, columns,
                     std::vector<float>(static_cast<std::size_t>(slices * rows * columns))};
  std::size_t at = 0;
  for (std::int64_t i = 0; i < slices; ++i) {
    for (std::int64_t j = 0; j < rows; ++j) {
      for (std::int64_t k = 0; k < columns; ++k, ++at) {
        const bool body =
            j % 37 < 28 && std::abs(k - columns / 2) < 18 && std::abs(i - slices / 2) < slices / 4;
        planes.values[at] = body ? 0.6f : -0.4f + 0.2f * static_cast<float>(std::sin(0.05 * j));
      }
    }
  }
  return planes;
}

/// Mean |difference| in HU of each row to the next.
std::vector<double> row_steps(const SlicePlanes& planes) {
  std::vector<double> steps(static_cast<std::size_t>(planes.rows - 1), 0);
  const auto plane = static_cast<std::size_t>(planes.rows * planes.columns);
  const auto columns = static_cast<std::size_t>(planes.columns);
  for (std::size_t i = 0; i < planes.values.size(); ++i) {
    const std::size_t row = i % plane / columns;
    if (row == steps.size()) continue;
    steps[row] += std::abs(planes.values[i + columns] - planes.values[i]);
  }
  for (double& step : steps) step *= 1000.0 / static_cast<double>(planes.slices * planes.columns);
  return steps;
}

/// The rows before which a tile begins or after which one ends.
std::set<std::size_t> borders(std::int64_t rows, std::int64_t tile, std::int64_t overlap) {
  std::set<std::size_t> found;
  if (tile >= rows) return found;
  for (const std::int64_t begin : tile_begins(rows, tile, std::min(overlap, tile / 2))) {
    if (begin > 0) found.insert(static_cast<std::size_t>(begin - 1));
    if (begin + tile < rows) found.insert(static_cast<std::size_t>(begin + tile - 1));
  }
  return found;
}

/// Mean of the steps at the borders and of all others.
std::pair<double, double> steps_at(const SlicePlanes& planes, const std::set<std::size_t>& rows) {
  const std::vector<double> steps = row_steps(planes);
  double at = 0, elsewhere = 0;
  for (std::size_t i = 0; i < steps.size(); ++i) (rows.contains(i) ? at : elsewhere) += steps[i];
  return {at / static_cast<double>(rows.size()),
          elsewhere / static_cast<double>(steps.size() - rows.size())};
}

double mean_difference(const SlicePlanes& a, const SlicePlanes& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) sum += std::abs(a.values[i] - b.values[i]);
  return 1000 * sum / static_cast<double>(a.values.size());
}

/// Exits when the training fails.
void train_toy(const std::string& model, const std::filesystem::path& folder) {
  testing::write_toy_training_set(folder / "set", {{"train", 2}}, 40, 40, 32);
  TrainOptions training = small_train_options(model);
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
    std::exit(1);
  }
}

SlicePlanes translated(const SlicePlanes& mr, const TranslateOptions& options, const char* what,
                       std::int64_t& tile_rows) {
  auto translator = make_translator(options);
  if (!translator) {
    std::fprintf(stderr, "%s\n", translator.error().message().c_str());
    std::exit(1);
  }
  std::ofstream("/proc/self/clear_refs") << "5";  // Begins a new peak.
  const long before = status_kb("VmRSS:");
  const auto start = std::chrono::steady_clock::now();
  JobContext job;
  auto planes = (*translator)->translate(mr, job);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!planes) {
    std::fprintf(stderr, "%s\n", planes.error().message().c_str());
    std::exit(1);
  }
  const nlohmann::json sides = (*translator)->description().at("tile_sides");
  tile_rows = sides.at(1);
  std::printf("%s: tiles %s, peak %.2f GB above the start, %.0f s\n", what, sides.dump().c_str(),
              static_cast<double>(status_kb("VmHWM:") - before) / 1e6, seconds);
  std::fflush(stdout);
  return *planes;
}

int run(const std::string& model, double memory_gb, const SlicePlanes& mr, int steps) {
  const testing::TemporaryFolder folder;
  TranslateOptions options;
  options.model = model;
  if (!std::filesystem::exists(model)) {
    train_toy(model, folder.path());
    options.model = folder / "run";
  }
  options.steps = steps;
  options.memory_gb = memory_gb;
  options.device = "cpu";
  std::int64_t tile_rows = 0;
  const SlicePlanes tiled = translated(mr, options, "within the budget", tile_rows);
  const std::set<std::size_t> rows = borders(mr.rows, tile_rows, options.overlap);
  if (rows.empty()) {
    std::printf("no borders: the budget holds the whole volume\n");
    return 0;
  }
  options.seed = 2;
  const SlicePlanes sample = translated(mr, options, "another sample", tile_rows);
  const auto [at, elsewhere] = steps_at(tiled, rows);
  std::printf(
      "from row to row: %.2f HU at the tiles' borders, %.2f HU elsewhere; between two samples "
      "%.2f HU\n",
      at, elsewhere, mean_difference(tiled, sample));
  return 0;
}

}  // namespace
}  // namespace transpine

int main(int argc, char** argv) {
  if (argc != 7) {
    std::fprintf(stderr, "usage: %s RUN GB SLICES ROWS COLUMNS STEPS\n", argv[0]);
    return 2;
  }
  transpine::set_network_threads(static_cast<int>(std::thread::hardware_concurrency()));
  return transpine::run(
      argv[1], std::atof(argv[2]),
      transpine::spine_like(std::atol(argv[3]), std::atol(argv[4]), std::atol(argv[5])),
      std::atoi(argv[6]));
}
