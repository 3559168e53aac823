// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/geodesic.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <queue>

#include "core/base/parallel.h"

namespace transpine {
namespace {

constexpr double kGapReach_mm = 2.2;   // Half the distance across a joint.
constexpr double kGapScale_hu = 10;    // A dip this deep doubles a path's length.
constexpr double kShallowGap_hu = 60;  // Less is noise and partial volume of thin cortex.
constexpr double kDeepestGap_hu = 800;
constexpr std::int64_t kStepsPerCheck = 50000;

struct Step {
  std::array<std::int64_t, 3> d;
  std::int64_t offset;
  float mm;
};

std::vector<Step> steps_of(const Grid& grid) {
  std::vector<Step> steps;
  for (std::int64_t k = -1; k <= 1; ++k) {
    for (std::int64_t j = -1; j <= 1; ++j) {
      for (std::int64_t i = -1; i <= 1; ++i) {
        if (i == 0 && j == 0 && k == 0) continue;
        const Eigen::Vector3d d(static_cast<double>(i), static_cast<double>(j),
                                static_cast<double>(k));
        steps.push_back({{i, j, k},
                         grid.offset(i, j, k),
                         static_cast<float>(d.cwiseProduct(grid.spacing_mm).norm())});
      }
    }
  }
  return steps;
}

// How much darker a voxel is than both ends of the line through it that crosses a gap best.
std::vector<float> gap_depths(const Volume& ct, const std::vector<std::uint8_t>& mask) {
  const Grid& grid = ct.grid();
  const auto values = ct.values<float>();
  std::vector<std::array<std::int64_t, 3>> reaches;
  for (const auto& step : steps_of(grid)) {
    if (step.offset <= 0) continue;  // One of each opposite pair.
    const double scale = kGapReach_mm / step.mm;
    std::array<std::int64_t, 3> reach{};
    for (std::size_t a = 0; a < 3; ++a)
      reach[a] = step.d[a] * std::max<std::int64_t>(1, std::lround(scale));
    reaches.push_back(reach);
  }
  std::vector<float> depths(mask.size(), 0);
  parallel_for(grid.size[2], [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k) {
      for (std::int64_t j = 0; j < grid.size[1]; ++j) {
        for (std::int64_t i = 0; i < grid.size[0]; ++i) {
          const auto at = static_cast<std::size_t>(grid.offset(i, j, k));
          if (!mask[at]) continue;
          float deepest = 0;
          for (const auto& r : reaches) {
            if (!grid.contains(i + r[0], j + r[1], k + r[2]) ||
                !grid.contains(i - r[0], j - r[1], k - r[2]))
              continue;
            const float a =
                values[static_cast<std::size_t>(grid.offset(i + r[0], j + r[1], k + r[2]))];
            const float b =
                values[static_cast<std::size_t>(grid.offset(i - r[0], j - r[1], k - r[2]))];
            deepest = std::max(deepest, std::min(a, b) - values[at]);
          }
          depths[at] = deepest;
        }
      }
    }
  });
  return depths;
}

/// A step's parts along and across the way up.
struct StepLength {
  float along_mm, across_mm;

  float between(const PathCosts& costs, std::size_t a, std::size_t b) const {
    const float factor = std::max(costs.factors[a], costs.factors[b]);
    if (costs.sideways_factors.empty()) return factor * std::hypot(along_mm, across_mm);
    const float sideways = std::max(costs.sideways_factors[a], costs.sideways_factors[b]);
    return factor * std::hypot(along_mm, sideways * across_mm);
  }
};

std::vector<StepLength> step_lengths(const Grid& grid, const std::vector<Step>& steps,
                                     const PathCosts& costs) {
  std::vector<StepLength> lengths;
  for (const Step& step : steps) {
    const Eigen::Vector3d d = grid.direction * Eigen::Vector3d(static_cast<double>(step.d[0]),
                                                               static_cast<double>(step.d[1]),
                                                               static_cast<double>(step.d[2]))
                                                   .cwiseProduct(grid.spacing_mm);
    const double along = d.dot(costs.up);
    lengths.push_back(
        {static_cast<float>(std::abs(along)), static_cast<float>((d - along * costs.up).norm())});
  }
  return lengths;
}

struct Front {
  float mm;
  std::int64_t voxel;
  bool operator>(const Front& other) const {
    return mm != other.mm ? mm > other.mm : voxel > other.voxel;
  }
};

std::vector<float> gap_factors(const Volume& ct, const std::vector<std::uint8_t>& mask) {
  std::vector<float> factors = gap_depths(ct, mask);
  for (float& factor : factors) {
    const double gap = std::clamp(factor - kShallowGap_hu, 0.0, kDeepestGap_hu);
    factor = static_cast<float>(1 + gap / kGapScale_hu);
  }
  return factors;
}

}  // namespace

std::vector<std::uint8_t> geodesic_growth(const Grid& grid, const std::vector<std::uint8_t>& mask,
                                          std::vector<std::uint8_t> seeds, const PathCosts& costs,
                                          double limit_mm, JobContext& job) {
  const auto steps = steps_of(grid);
  const auto lengths = step_lengths(grid, steps, costs);
  std::vector<std::uint8_t> labels = std::move(seeds);
  std::vector<float> reached(mask.size(), std::numeric_limits<float>::max());
  std::priority_queue<Front, std::vector<Front>, std::greater<>> fronts;
  for (std::size_t v = 0; v < mask.size(); ++v) {
    if (!mask[v]) labels[v] = 0;
    if (!labels[v]) continue;
    reached[v] = 0;
    fronts.push({0, static_cast<std::int64_t>(v)});
  }
  std::int64_t visited = 0;
  while (!fronts.empty()) {
    const Front front = fronts.top();
    fronts.pop();
    const auto v = static_cast<std::size_t>(front.voxel);
    if (front.mm > reached[v]) continue;
    if (++visited % kStepsPerCheck == 0 &&
        !job.checkpoint(front.mm / limit_mm, "Splitting into vertebrae")) {
      return {};
    }
    const std::int64_t i = front.voxel % grid.size[0];
    const std::int64_t j = front.voxel / grid.size[0] % grid.size[1];
    const std::int64_t k = front.voxel / (grid.size[0] * grid.size[1]);
    for (std::size_t s = 0; s < steps.size(); ++s) {
      const Step& step = steps[s];
      if (!grid.contains(i + step.d[0], j + step.d[1], k + step.d[2])) continue;
      const auto next = static_cast<std::size_t>(front.voxel + step.offset);
      if (!mask[next]) continue;
      const float mm = front.mm + lengths[s].between(costs, v, next);
      if (mm >= reached[next] || mm > limit_mm) continue;
      reached[next] = mm;
      labels[next] = labels[v];
      fronts.push({mm, front.voxel + step.offset});
    }
  }
  return labels;
}

std::vector<std::uint8_t> geodesic_partition(const Volume& ct,
                                             const std::vector<std::uint8_t>& mask,
                                             const std::vector<GeodesicSeed>& seeds,
                                             double limit_mm, JobContext& job) {
  const Grid& grid = ct.grid();
  std::vector<std::uint8_t> labels(mask.size(), 0);
  for (const auto& seed : seeds) {
    const Eigen::Vector3d center = grid.index_from_point(seed.p_mm);
    const Eigen::Vector3d reach =
        Eigen::Vector3d::Constant(seed.radius_mm).cwiseQuotient(grid.spacing_mm);
    Index3 low, high;
    for (std::size_t a = 0; a < 3; ++a) {
      const auto axis = static_cast<Eigen::Index>(a);
      low[a] = std::max<std::int64_t>(
          0, static_cast<std::int64_t>(std::ceil(center[axis] - reach[axis])));
      high[a] = std::min(grid.size[a] - 1,
                         static_cast<std::int64_t>(std::floor(center[axis] + reach[axis])));
    }
    for (auto k = low[2]; k <= high[2]; ++k) {
      for (auto j = low[1]; j <= high[1]; ++j) {
        for (auto i = low[0]; i <= high[0]; ++i) {
          const Eigen::Vector3d p = grid.point_from_index(
              {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
          const auto v = static_cast<std::size_t>(grid.offset(i, j, k));
          if (mask[v] && !labels[v] && (p - seed.p_mm).norm() <= seed.radius_mm) {
            labels[v] = seed.label;
          }
        }
      }
    }
  }
  return geodesic_growth(grid, mask, std::move(labels), {gap_factors(ct, mask), {}}, limit_mm, job);
}

}  // namespace transpine
