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
#include <map>
#include <stdexcept>
#include <string>

#include "core/base/random.h"
#include "core/image/nifti_io.h"
#include "core/image/resample.h"
#include "core/registration/landmark_registration.h"
#include "core/registration/polyrigid.h"
#include "core/registration/register_vertebrae.h"

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

/// A lumbar spine of seven vertebrae as a mask of 1 mm, each turned by 2 degrees against the next.
Polyrigid polyrigid_sample(const Grid& grid) {
  Volume mask(grid, ScalarType::uint8);
  LandmarkSet points;
  std::map<int, Rigid3> by_vertebra;
  for (int i = 0; i < 7; ++i) {
    const Eigen::Vector3d body(64, 50, 20 + 32.0 * i);
    points[{25 - i, 50}] = body;
    points[{25 - i, 42}] = body + Eigen::Vector3d(0, 55, -10);
    by_vertebra[25 - i] = Rigid3::about(body, {1, 0.3, 0.2}, 2.0 * (i - 3));
  }
  const auto estimates = shapes_from_points(points);
  auto values = mask.values<std::uint8_t>();
  for (std::int64_t n = 0; n < grid.voxel_count(); ++n) {
    const Eigen::Vector3d p =
        grid.point_from_index({static_cast<double>(n % grid.size[0]),
                               static_cast<double>(n / grid.size[0] % grid.size[1]),
                               static_cast<double>(n / (grid.size[0] * grid.size[1]))});
    for (const auto& [level, shape] : estimates) {
      if (shape.distance_mm(p) == 0) {
        values[static_cast<std::size_t>(n)] = static_cast<std::uint8_t>(level);
      }
    }
  }
  return {Rigid3(), by_vertebra, shapes_from_mask(mask)};
}

Grid lumbar_grid() {
  Grid grid;
  grid.size = {128, 144, 240};
  return grid;
}

/// Time of a point through the polyrigid transform, over a whole field of view.
void polyrigid_points(benchmark::State& state, bool inverse) {
  const Polyrigid transform = polyrigid_sample(lumbar_grid());
  RandomStream random(3, "points");
  for (auto _ : state) {
    const Eigen::Vector3d p(random.uniform(0, 128), random.uniform(0, 144), random.uniform(0, 240));
    benchmark::DoNotOptimize(inverse ? transform.mr_from_ct(p) : transform.ct_from_mr(p));
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK_CAPTURE(polyrigid_points, forward, false)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(polyrigid_points, inverse, true)->Unit(benchmark::kMicrosecond);

void polyrigid_resample(benchmark::State& state) {
  const Polyrigid transform = polyrigid_sample(lumbar_grid());
  Volume ct(lumbar_grid(), ScalarType::int16);
  Grid mr = lumbar_grid();
  mr.size = {32, 160, 240};
  mr.spacing_mm = {4, 0.9, 1};
  JobContext job;
  for (auto _ : state) {
    benchmark::DoNotOptimize(resample(ct, mr, transform, Interpolation::cubic_bspline, -1000, job));
  }
  state.SetItemsProcessed(state.iterations() * mr.voxel_count());
}
BENCHMARK(polyrigid_resample)->Unit(benchmark::kMillisecond)->UseRealTime();

void register_vertebrae_24x2(benchmark::State& state) {
  RandomStream random(4, "landmarks");
  LandmarkSet mr;
  LandmarkSet ct;
  for (int vertebra = 1; vertebra <= 24; ++vertebra) {
    for (const int region : {50, 42}) {
      const Eigen::Vector3d p(random.normal(0, 10), region == 42 ? 50 + random.normal(0, 5) : 0,
                              -25.0 * vertebra);
      mr[{vertebra, region}] = p;
      ct[{vertebra, region}] =
          p + Eigen::Vector3d(random.normal(), random.normal(), random.normal());
    }
  }
  for (auto _ : state) benchmark::DoNotOptimize(register_vertebrae(mr, ct));
}
BENCHMARK(register_vertebrae_24x2)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace transpine
