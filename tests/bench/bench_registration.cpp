// SPDX-License-Identifier: Apache-2.0
// Registration of 24 x 2 landmarks, and reading and resampling of images.
#include <benchmark/benchmark.h>
#include <unistd.h>
#include <zlib.h>

#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "core/base/random.h"
#include "core/image/nifti_io.h"
#include "core/image/resample.h"
#include "core/registration/landmark_registration.h"

namespace transpine {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void register_24x2(benchmark::State& state) {
  RandomStream random(1, "landmarks");
  LandmarkSet mr;
  LandmarkSet ct;
  const Rigid3 truth = Rigid3::about({10, 20, 30}, {1, 2, 3}, 12, {5, 6, 7});
  for (int vertebra = 1; vertebra <= 24; ++vertebra) {
    for (const int region : {50, 42}) {
      const Eigen::Vector3d p(random.normal(0, 10), region == 42 ? 50 + random.normal(0, 5) : 0,
                              -25.0 * vertebra);
      mr[{vertebra, region}] = p;
      ct[{vertebra, region}] =
          truth * p + Eigen::Vector3d(random.normal(), random.normal(), random.normal());
    }
  }
  for (auto _ : state) benchmark::DoNotOptimize(register_landmarks(mr, ct));
}
BENCHMARK(register_24x2)->Unit(benchmark::kMicrosecond);

/// A CT-like image of 256 x 256 x 128 voxels: smooth with noise, so that it compresses as scans do.
Volume scan() {
  Grid grid;
  grid.size = {256, 256, 128};
  Volume volume(grid, ScalarType::int16);
  RandomStream random(2, "scan");
  auto values = volume.values<std::int16_t>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double x = static_cast<double>(i % 256) - 128;
    const double y = static_cast<double>(i / 256 % 256) - 128;
    values[i] = static_cast<std::int16_t>(
        x * x + y * y < 110 * 110 ? 40 + std::lround(random.normal(0, 15)) : -1000);
  }
  return volume;
}

class TemporaryImage {
 public:
  TemporaryImage()
      : path_(std::filesystem::temp_directory_path() /
              ("transpine-bench-" + std::to_string(::getpid()) + ".nii.gz")) {
    if (!write_nifti(path_, scan())) throw std::runtime_error("cannot write " + path_.string());
  }
  ~TemporaryImage() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// Plain zlib from memory to memory: the least that reading a compressed image can take.
double plain_inflate_seconds(const std::string& compressed, std::string& out) {
  const auto start = Clock::now();
  z_stream stream{};
  if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK) throw std::runtime_error("zlib");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data()));
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  inflate(&stream, Z_FINISH);
  inflateEnd(&stream);
  return seconds_since(start);
}

void read_nifti_gz(benchmark::State& state) {
  const TemporaryImage image;
  std::ifstream file(image.path(), std::ios::binary);
  const std::string compressed((std::istreambuf_iterator<char>(file)),
                               std::istreambuf_iterator<char>());
  std::string out(scan().byte_size() + 352, '\0');
  double ours = 0;
  double plain = 0;
  for (auto _ : state) {
    const auto start = Clock::now();
    benchmark::DoNotOptimize(read_nifti(image.path()));
    ours += seconds_since(start);
    plain += plain_inflate_seconds(compressed, out);
  }
  state.counters["times_plain_inflate"] = ours / plain;
}
BENCHMARK(read_nifti_gz)->Unit(benchmark::kMillisecond);

void resample_scan(benchmark::State& state, Interpolation interpolation, bool rotated) {
  const Volume image = scan();
  const Rigid3 transform = rotated ? Rigid3::about({128, 128, 64}, {1, 2, 3}, 10) : Rigid3();
  const Grid target = respaced(image.grid(), {1.3, 1.3, 1.3});
  JobContext job;
  for (auto _ : state) {
    benchmark::DoNotOptimize(resample(image, target, transform, interpolation, -1000, job));
  }
  state.SetItemsProcessed(state.iterations() * target.voxel_count());
}
BENCHMARK_CAPTURE(resample_scan, cubic_aligned, Interpolation::cubic_bspline, false)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(resample_scan, cubic_rotated, Interpolation::cubic_bspline, true)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(resample_scan, linear_rotated, Interpolation::linear, true)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(resample_scan, nearest_rotated, Interpolation::nearest, true)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace transpine
