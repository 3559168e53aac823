// SPDX-License-Identifier: Apache-2.0
// Opening a 512 x 512 x 400 int16 .nii.gz: zlib's inflate of the file alone, opening it to the
// first picture, and their ratio in one run; and the peak of memory beside the volume.
#include <benchmark/benchmark.h>
#include <malloc.h>
#include <unistd.h>
#include <zlib.h>

#include <QImage>
#include <QPainter>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <vector>

#include "core/image/nifti_io.h"
#include "widgets/session/shown_image.h"
#include "widgets/view/slice_pixels.h"

namespace {

using namespace transpine;

/// Smooth anatomy-like waves with noise, so that deflate has about the work it has with a scan.
const std::filesystem::path& image_file() {
  static const std::filesystem::path path = [] {
    const auto file = std::filesystem::temp_directory_path() / "transpine-bench-open.nii.gz";
    Grid grid;
    grid.size = {512, 512, 400};
    grid.spacing_mm = {0.5, 0.5, 1};
    Volume volume(grid, ScalarType::int16);
    std::minstd_rand noise(5);
    std::size_t at = 0;
    auto values = volume.values<std::int16_t>();
    for (int k = 0; k < 400; ++k) {
      for (int j = 0; j < 512; ++j) {
        for (int i = 0; i < 512; ++i) {
          const double radius = std::hypot(i - 256, j - 256);
          const double value =
              radius > 230 ? -1000 : 400 * std::sin(i * .03) * std::cos(j * .02 + k);
          const int jitter = radius > 230 ? 0 : static_cast<int>(noise() % 40);
          values[at++] = static_cast<std::int16_t>(value + jitter);
        }
      }
    }
    if (!write_nifti(file, volume).ok()) std::abort();
    return file;
  }();
  return path;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double inflate_s() {
  const auto start = std::chrono::steady_clock::now();
  gzFile file = gzopen(image_file().c_str(), "rb");
  gzbuffer(file, 1 << 18);
  std::vector<char> part(8 << 20);
  while (gzread(file, part.data(), static_cast<unsigned>(part.size())) > 0) {
  }
  gzclose(file);
  return seconds_since(start);
}

double open_s() {
  const auto start = std::chrono::steady_clock::now();
  JobContext job;
  const auto image = load_shown_image(image_file(), ImageKind::ct, job);
  if (!image.ok()) std::abort();
  const SliceLayer layer = layer_of(**image, "CT");
  SlicePixels pixels(layer);
  const Grid& grid = layer.volume.grid();
  const SlicePose pose{
      grid.point_from_index({255.5, 255.5, 199.5}), {1, 0, 0}, {0, 1, 0}, 0.4, {800, 800}};
  QImage picture(pose.pixels, QImage::Format_RGB32);
  QPainter painter(&picture);
  pixels.paint(painter, layer, pose);
  benchmark::DoNotOptimize(picture.pixel(400, 400));
  return seconds_since(start);
}

void inflate_only(benchmark::State& state) {
  image_file();
  for (auto _ : state) benchmark::DoNotOptimize(inflate_s());
}

void open_to_first_picture(benchmark::State& state) {
  double inflate = 0, open = 0;
  for (auto _ : state) {
    open += open_s();
    state.PauseTiming();
    inflate += inflate_s();
    state.ResumeTiming();
  }
  state.counters["ratio_to_inflate"] = open / inflate;
}

std::uint64_t status_kb(const char* key) {
  std::ifstream in("/proc/self/status");
  for (std::string word; in >> word;) {
    if (word == key) {
      std::uint64_t kb = 0;
      in >> kb;
      return kb;
    }
  }
  return 0;
}

/// Peak memory while a volume is opened and shown, over the volume's own bytes.
void peak_memory(benchmark::State& state, ImageKind kind) {
  image_file();
  double ratio = 0;
  for (auto _ : state) {
    malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << "5";  // Begins a new peak.
    const std::uint64_t before = status_kb("VmRSS:");
    JobContext job;
    const auto image = load_shown_image(image_file(), kind, job);
    if (!image.ok()) std::abort();
    const auto taken_kb = static_cast<double>(status_kb("VmHWM:") - before);
    ratio = taken_kb * 1024 / static_cast<double>((*image)->volume().byte_size());
  }
  state.counters["peak_over_volume"] = ratio;
}

BENCHMARK(inflate_only)->Unit(benchmark::kMillisecond)->Iterations(3);
BENCHMARK(open_to_first_picture)->Unit(benchmark::kMillisecond)->Iterations(3)->UseRealTime();
BENCHMARK_CAPTURE(peak_memory, ct, ImageKind::ct)->Iterations(1);
BENCHMARK_CAPTURE(peak_memory, labels, ImageKind::labels)->Iterations(1);

}  // namespace
