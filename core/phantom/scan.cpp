// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/scan.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <numbers>
#include <vector>

#include "core/base/parallel.h"

namespace transpine {
namespace {

using Eigen::Vector3d;

Grid grid_around(const Vector3d& center_mm, const Vector3d& extent_mm, const Vector3d& spacing_mm,
                 const Eigen::Matrix3d& direction) {
  Grid grid;
  grid.direction = direction;
  grid.spacing_mm = spacing_mm;
  const Vector3d along = (direction.transpose() * extent_mm).cwiseAbs();
  Vector3d middle;
  for (int axis = 0; axis < 3; ++axis) {
    const auto n = static_cast<std::int64_t>(std::ceil(along[axis] / spacing_mm[axis] - 1e-9));
    grid.size[static_cast<std::size_t>(axis)] = std::max<std::int64_t>(n, 1);
    middle[axis] = static_cast<double>(grid.size[static_cast<std::size_t>(axis)] - 1) / 2;
  }
  grid.origin_mm = center_mm - direction * spacing_mm.cwiseProduct(middle);
  return grid;
}

// The label that most of the points share; the first of equals.
std::pair<std::uint8_t, std::uint8_t> most_frequent(
    const std::vector<std::pair<std::uint8_t, std::uint8_t>>& labels) {
  auto best = labels.front();
  std::ptrdiff_t most = 0;
  for (const auto& candidate : labels) {
    const auto n = std::count(labels.begin(), labels.end(), candidate);
    if (n > most) {
      most = n;
      best = candidate;
    }
  }
  return best;
}

template <class Add>
void add_noise_per_slice(Volume& image, std::uint64_t seed, const char* name, Add add) {
  const auto& size = image.grid().size;
  const auto per_slice = static_cast<std::size_t>(size[0] * size[1]);
  auto values = image.values<float>();
  parallel_items(size[2], [&](std::int64_t k) {
    RandomStream random(seed, std::string(name) + "/" + std::to_string(k));
    for (auto& v : values.subspan(static_cast<std::size_t>(k) * per_slice, per_slice)) {
      v = add(v, random);
    }
  });
}

}  // namespace

Grid sagittal_grid(const Vector3d& center_mm, const Vector3d& extent_lps_mm, double in_plane_mm,
                   double slice_mm) {
  Eigen::Matrix3d direction;  // Columns: posterior, inferior, right.
  direction.col(0) = Vector3d(0, 1, 0);
  direction.col(1) = Vector3d(0, 0, -1);
  direction.col(2) = Vector3d(-1, 0, 0);
  return grid_around(center_mm, extent_lps_mm, {in_plane_mm, in_plane_mm, slice_mm}, direction);
}

Grid axial_grid(const Vector3d& center_mm, const Vector3d& extent_lps_mm, double in_plane_mm,
                double slice_mm) {
  return grid_around(center_mm, extent_lps_mm, {in_plane_mm, in_plane_mm, slice_mm},
                     Eigen::Matrix3d::Identity());
}

Result<Scan> scan_tissue(const TissueField& field, const Rigid3& model_from_world, const Grid& grid,
                         const TissueValues& values, int sub_slices, JobContext& job) {
  Scan scan{Volume(grid, ScalarType::float32), Volume(grid, ScalarType::uint8),
            Volume(grid, ScalarType::uint8)};
  auto image = scan.image.values<float>();
  auto vertebrae = scan.vertebrae.values<std::uint8_t>();
  auto subregions = scan.subregions.values<std::uint8_t>();
  const double width_mm = sub_slices > 1 ? grid.spacing_mm[0] : grid.spacing_mm.mean();

  // Slabs of rows, so that progress and cancelling are served in between.
  const std::int64_t rows = grid.size[1] * grid.size[2];
  const std::int64_t slab = std::max<std::int64_t>(grid.size[1], 1);
  for (std::int64_t begin = 0; begin < rows; begin += slab) {
    if (!job.checkpoint(static_cast<double>(begin) / static_cast<double>(rows), "Scanning")) {
      return cancelled_error();
    }
    parallel_for(std::min(slab, rows - begin), [&](std::int64_t first, std::int64_t last) {
      std::vector<std::pair<std::uint8_t, std::uint8_t>> labels(
          static_cast<std::size_t>(sub_slices));
      for (std::int64_t row = begin + first; row < begin + last; ++row) {
        const auto j = static_cast<double>(row % grid.size[1]);
        const auto k = static_cast<double>(row / grid.size[1]);
        for (std::int64_t i = 0; i < grid.size[0]; ++i) {
          double sum = 0;
          for (int s = 0; s < sub_slices; ++s) {
            const double shift = (s + 0.5) / sub_slices - 0.5;
            const Vector3d p = grid.point_from_index({static_cast<double>(i), j, k + shift});
            const TissueSample sample = field.sample(model_from_world * p, values, width_mm);
            sum += sample.value;
            labels[static_cast<std::size_t>(s)] = {sample.vertebra, sample.subregion};
          }
          const auto offset = static_cast<std::size_t>(row * grid.size[0] + i);
          image[offset] = static_cast<float>(sum / sub_slices);
          std::tie(vertebrae[offset], subregions[offset]) = most_frequent(labels);
        }
      }
    });
  }
  return scan;
}

void blur_lightly(Volume& image, double w) {
  const auto& size = image.grid().size;
  auto values = image.values<float>();
  const std::int64_t strides[3] = {1, size[0], size[0] * size[1]};
  for (int axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    const std::int64_t n = size[a];
    const std::int64_t stride = strides[axis];
    const std::int64_t lines = image.voxel_count() / std::max<std::int64_t>(n, 1);
    parallel_for(lines, [&](std::int64_t first, std::int64_t last) {
      std::vector<float> line(static_cast<std::size_t>(n));
      for (std::int64_t l = first; l < last; ++l) {
        const std::int64_t start = l / stride * stride * n + l % stride;
        for (std::int64_t i = 0; i < n; ++i)
          line[static_cast<std::size_t>(i)] = values[static_cast<std::size_t>(start + i * stride)];
        for (std::int64_t i = 0; i < n; ++i) {
          const float before = line[static_cast<std::size_t>(std::max<std::int64_t>(i - 1, 0))];
          const float after = line[static_cast<std::size_t>(std::min(i + 1, n - 1))];
          values[static_cast<std::size_t>(start + i * stride)] = static_cast<float>(
              (1 - 2 * w) * line[static_cast<std::size_t>(i)] + w * (before + after));
        }
      }
    });
  }
}

void apply_bias_field(Volume& image, double strength, std::uint64_t seed) {
  RandomStream random(seed, "phantom/bias");
  struct Wave {
    Vector3d frequency;
    double phase;
  };
  std::vector<Wave> waves(3);
  for (auto& wave : waves) {
    wave.frequency =
        Vector3d(random.uniform(-1.6, 1.6), random.uniform(-1.6, 1.6), random.uniform(-1.6, 1.6));
    wave.phase = random.uniform(0, 2 * std::numbers::pi);
  }
  const Grid& grid = image.grid();
  const Vector3d low = grid.point_from_index(Vector3d::Zero());
  const Vector3d high = grid.point_from_index(Vector3d(static_cast<double>(grid.size[0] - 1),
                                                       static_cast<double>(grid.size[1] - 1),
                                                       static_cast<double>(grid.size[2] - 1)));
  const Vector3d half = ((high - low) / 2).cwiseAbs().cwiseMax(1);
  auto values = image.values<float>();
  parallel_for(grid.size[2], [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t k = first; k < last; ++k) {
      for (std::int64_t j = 0; j < grid.size[1]; ++j) {
        for (std::int64_t i = 0; i < grid.size[0]; ++i) {
          const Vector3d index(static_cast<double>(i), static_cast<double>(j),
                               static_cast<double>(k));
          const Vector3d x = (grid.point_from_index(index) - (low + high) / 2).cwiseQuotient(half);
          // Half from the coil under the back (posterior is +y), half from the waves.
          double field = 0.5 * x.y();
          for (const auto& wave : waves) {
            field += std::sin(wave.frequency.dot(x) + wave.phase) / 6;
          }
          values[static_cast<std::size_t>(grid.offset(i, j, k))] *=
              static_cast<float>(1 + strength * field);
        }
      }
    }
  });
}

void add_rician_noise(Volume& image, double sigma, std::uint64_t seed) {
  add_noise_per_slice(image, seed, "phantom/rician", [sigma](float v, RandomStream& random) {
    const double real = v + random.normal(0, sigma);
    return static_cast<float>(std::hypot(real, random.normal(0, sigma)));
  });
}

void add_gaussian_noise(Volume& image, double sigma, std::uint64_t seed) {
  add_noise_per_slice(image, seed, "phantom/gauss", [sigma](float v, RandomStream& random) {
    return static_cast<float>(v + random.normal(0, sigma));
  });
}

}  // namespace transpine
