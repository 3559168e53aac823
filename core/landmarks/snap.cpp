// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/snap.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace transpine {
namespace {

struct Sample {
  Index3 index;
  double value;
};

Eigen::Vector3d as_vector(const Index3& index) {
  return {static_cast<double>(index[0]), static_cast<double>(index[1]),
          static_cast<double>(index[2])};
}

std::vector<Sample> samples_near(const Volume& image, const Eigen::Vector3d& p_mm,
                                 double radius_mm) {
  const Grid& grid = image.grid();
  const Eigen::Vector3d centre = grid.index_from_point(p_mm);
  Index3 low, high;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto i = static_cast<Eigen::Index>(axis);
    const double reach = radius_mm / grid.spacing_mm[i];
    low[axis] = std::max<std::int64_t>(0, std::llround(std::ceil(centre[i] - reach)));
    high[axis] =
        std::min(grid.size[axis] - 1, static_cast<std::int64_t>(std::floor(centre[i] + reach)));
  }
  std::vector<Sample> samples;
  for (std::int64_t k = low[2]; k <= high[2]; ++k) {
    for (std::int64_t j = low[1]; j <= high[1]; ++j) {
      for (std::int64_t i = low[0]; i <= high[0]; ++i) {
        const Index3 index{i, j, k};
        const double value = image.at(i, j, k);
        const Eigen::Vector3d offset = grid.point_from_index(as_vector(index)) - p_mm;
        if (offset.norm() <= radius_mm && std::isfinite(value)) samples.push_back({index, value});
      }
    }
  }
  return samples;
}

/// The peak of the parabola through the values at -1, 0 and 1, within half a voxel.
double peak_offset(double before, double here, double after) {
  const double curvature = before - 2 * here + after;
  if (curvature == 0) return 0;
  return std::clamp((before - after) / (2 * curvature), -0.5, 0.5);
}

Eigen::Vector3d refined(const Volume& image, const Sample& extremum) {
  Eigen::Vector3d index = as_vector(extremum.index);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    Index3 before = extremum.index, after = extremum.index;
    if (--before[axis] < 0 || ++after[axis] >= image.grid().size[axis]) continue;
    index[static_cast<Eigen::Index>(axis)] +=
        peak_offset(image.at(before[0], before[1], before[2]), extremum.value,
                    image.at(after[0], after[1], after[2]));
  }
  return image.grid().point_from_index(index);
}

}  // namespace

std::optional<Eigen::Vector3d> snapped(const Volume& image, const Eigen::Vector3d& p_mm,
                                       double radius_mm, SnapTo target) {
  const auto samples = samples_near(image, p_mm, radius_mm);
  if (samples.empty()) return {};
  const auto [least, most] =
      std::minmax_element(samples.begin(), samples.end(),
                          [](const Sample& a, const Sample& b) { return a.value < b.value; });
  if (target == SnapTo::brightest) return refined(image, *most);
  if (target == SnapTo::darkest) return refined(image, *least);
  const double threshold = (least->value + most->value) / 2;
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  double mass = 0;
  for (const Sample& sample : samples) {
    const double weight = sample.value - threshold;
    if (weight <= 0) continue;
    sum += weight * as_vector(sample.index);
    mass += weight;
  }
  if (mass == 0) return p_mm;
  return image.grid().point_from_index(sum / mass);
}

}  // namespace transpine
