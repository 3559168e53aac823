// SPDX-License-Identifier: Apache-2.0
// Confusion and Dice of two 256^3 label volumes in one pass, against copying the same bytes.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstring>
#include <vector>

#include "core/evaluation/dice.h"

namespace transpine {
namespace {

constexpr int kSide = 256;
constexpr int kLabels = 26;

// A column of 26 blobs; `shift` moves them, so that two volumes overlap in part.
Volume column_of_labels(int shift) {
  Grid grid;
  grid.size = {kSide, kSide, kSide};
  Volume volume(grid, ScalarType::uint8);
  auto values = volume.values<std::uint8_t>();
  for (int k = 0; k < kSide; ++k) {
    for (int j = 0; j < kSide; ++j) {
      for (int i = 0; i < kSide; ++i) {
        const int label = (k + shift) * kLabels / kSide;
        const double within = std::fmod((k + shift) * kLabels / double(kSide), 1.0) - 0.5;
        const double r = std::hypot(i - 128 + shift, j - 128, 90 * within);
        if (r < 60 && label < kLabels)
          values[grid.offset(i, j, k)] = static_cast<std::uint8_t>(label + 1);
      }
    }
  }
  return volume;
}

void dice_of_two_volumes(benchmark::State& state) {
  const Volume a = column_of_labels(0);
  const Volume b = column_of_labels(3);
  for (auto _ : state) {
    const auto scores = dice_scores(value_or_throw(count_labels(a, b)));
    benchmark::DoNotOptimize(scores.global);
  }
  state.SetBytesProcessed(state.iterations() * 2 * a.voxel_count());
}
BENCHMARK(dice_of_two_volumes)->Unit(benchmark::kMillisecond)->UseRealTime();

void copy_of_two_volumes(benchmark::State& state) {
  const Volume a = column_of_labels(0);
  const Volume b = column_of_labels(3);
  std::vector<std::byte> target(2 * a.byte_size());
  for (auto _ : state) {
    std::memcpy(target.data(), a.data(), a.byte_size());
    std::memcpy(target.data() + a.byte_size(), b.data(), b.byte_size());
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * 2 * a.voxel_count());
}
BENCHMARK(copy_of_two_volumes)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace transpine
