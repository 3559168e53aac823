// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/bone_mask.h"

#include <algorithm>
#include <cmath>

#include "core/base/parallel.h"

namespace transpine {
namespace {

using Eigen::Vector3d;

constexpr double kSampleRadius_mm = 5;
constexpr double kLeastContrast_hu = 40;
constexpr double kHighestThreshold_hu = 250;
constexpr double kNoise_hu = 10;
constexpr double kFatterMarrow_hu = 60;  // How far below discs marrow may lie.
// Longest spans within one vertebral body, by patient axis: left-right, posterior-anterior,
// inferior-superior.
constexpr double kBodySpan_mm[3] = {62, 45, 36};

std::vector<double> values_around(const Volume& ct, const Vector3d& p, double radius_mm) {
  std::vector<double> found;
  const Grid& grid = ct.grid();
  const Vector3d center = grid.index_from_point(p);
  const Vector3d reach = Vector3d::Constant(radius_mm).cwiseQuotient(grid.spacing_mm);
  const auto values = ct.values<float>();
  const auto first = [&](int a) {
    return std::max<std::int64_t>(0, std::llround(center[a] - reach[a]));
  };
  const auto last = [&](int a) {
    return std::min(grid.size[static_cast<std::size_t>(a)] - 1,
                    static_cast<std::int64_t>(std::llround(center[a] + reach[a])));
  };
  for (auto k = first(2); k <= last(2); ++k) {
    for (auto j = first(1); j <= last(1); ++j) {
      for (auto i = first(0); i <= last(0); ++i) {
        found.push_back(values[static_cast<std::size_t>(grid.offset(i, j, k))]);
      }
    }
  }
  return found;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// Marks voxels (bit 1 << patient axis) that lie between two bone voxels of one line, no farther
// apart than `span_mm`.
void mark_between(const Grid& grid, const std::vector<std::uint8_t>& bone, int axis, double span_mm,
                  std::uint8_t bit, std::vector<std::uint8_t>& marks) {
  const auto a = static_cast<std::size_t>(axis);
  const std::int64_t strides[3] = {1, grid.size[0], grid.size[0] * grid.size[1]};
  const std::int64_t n = grid.size[a];
  const std::int64_t stride = strides[a];
  const auto span = static_cast<std::int64_t>(span_mm / grid.spacing_mm[axis]);
  parallel_for(grid.voxel_count() / n, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t line = begin; line < end; ++line) {
      const std::int64_t start = line / stride * stride * n + line % stride;
      std::int64_t previous = -1;
      for (std::int64_t i = 0; i < n; ++i) {
        if (!bone[static_cast<std::size_t>(start + i * stride)]) continue;
        if (previous >= 0 && i - previous <= span) {
          for (auto m = previous + 1; m < i; ++m)
            marks[static_cast<std::size_t>(start + m * stride)] |= bit;
        }
        previous = i;
      }
    }
  });
}

// (1, 2, 1) / 4 along each axis; border voxels stay.
std::vector<float> smoothed(const Volume& ct) {
  const Grid& grid = ct.grid();
  const auto values = ct.values<float>();
  std::vector<float> from(values.begin(), values.end());
  std::vector<float> to = from;
  const std::int64_t strides[3] = {1, grid.size[0], grid.size[0] * grid.size[1]};
  for (std::size_t a = 0; a < 3; ++a) {
    const std::int64_t stride = strides[a];
    parallel_for(grid.voxel_count(), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t v = begin; v < end; ++v) {
        const std::int64_t at = v / stride % grid.size[a];
        if (at == 0 || at + 1 == grid.size[a]) continue;
        const auto i = static_cast<std::size_t>(v);
        const auto s = static_cast<std::size_t>(stride);
        to[i] = (from[i - s] + 2 * from[i] + from[i + s]) / 4;
      }
    });
    from = to;
  }
  return from;
}

// How many of the 27 voxels around (and at) each inner voxel are set decides it.
void vote(const Grid& grid, std::vector<std::uint8_t>& mask) {
  const std::vector<std::uint8_t> before = mask;
  constexpr int kSet = 18;
  constexpr int kUnset = 6;
  parallel_for(
      std::max<std::int64_t>(grid.size[2] - 2, 0), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t k = begin + 1; k < end + 1; ++k) {
          for (std::int64_t j = 1; j + 1 < grid.size[1]; ++j) {
            for (std::int64_t i = 1; i + 1 < grid.size[0]; ++i) {
              int count = 0;
              for (int dk = -1; dk <= 1; ++dk) {
                for (int dj = -1; dj <= 1; ++dj) {
                  const auto row = static_cast<std::size_t>(grid.offset(i - 1, j + dj, k + dk));
                  count += before[row] + before[row + 1] + before[row + 2];
                }
              }
              auto& voxel = mask[static_cast<std::size_t>(grid.offset(i, j, k))];
              if (count >= kSet) voxel = 1;
              if (count <= kUnset) voxel = 0;
            }
          }
        }
      });
}

}  // namespace

BoneLevels measure_levels(const Volume& ct, const std::vector<Vector3d>& bodies) {
  std::vector<double> marrow, discs;
  for (std::size_t i = 0; i < bodies.size(); ++i) {
    const auto inside = values_around(ct, bodies[i], kSampleRadius_mm);
    marrow.insert(marrow.end(), inside.begin(), inside.end());
    if (i + 1 == bodies.size()) continue;
    const auto between = values_around(ct, (bodies[i] + bodies[i + 1]) / 2, kSampleRadius_mm / 2);
    if (!between.empty()) discs.push_back(median(between));
  }
  BoneLevels levels;
  // Fused bodies and landmarks off the discs give bright values: take a low quartile.
  if (!discs.empty()) {
    std::sort(discs.begin(), discs.end());
    levels.soft_hu = std::clamp(discs[discs.size() / 4], 0.0, 150.0);
  }
  const double contrast = marrow.empty() ? 0 : median(marrow) - levels.soft_hu;
  levels.threshold_hu = std::min(levels.soft_hu + std::max(contrast, 2 * kLeastContrast_hu) / 2,
                                 kHighestThreshold_hu);
  return levels;
}

std::vector<std::uint8_t> bone_mask(const Volume& ct, const BoneLevels& levels) {
  const Grid& grid = ct.grid();
  const auto values = ct.values<float>();
  const std::vector<float> smooth = smoothed(ct);
  std::vector<std::uint8_t> mask(values.size());
  for (std::size_t i = 0; i < mask.size(); ++i) {
    // The smoothed image tells marrow from discs in spite of noise, the image itself where the
    // bone ends.
    mask[i] = smooth[i] > levels.threshold_hu && values[i] > levels.threshold_hu - kNoise_hu;
  }
  vote(grid, mask);
  return mask;
}

std::vector<std::uint8_t> enclosed_marrow(const Volume& ct, const BoneLevels& levels,
                                          const std::vector<std::uint8_t>& bone) {
  const Grid& grid = ct.grid();
  const auto values = ct.values<float>();
  std::vector<std::uint8_t> between(bone.size(), 0);
  const auto axes = grid.nearest_index_axes();
  for (int patient = 0; patient < 3; ++patient) {
    const auto p = static_cast<std::size_t>(patient);
    mark_between(grid, bone, axes[p], kBodySpan_mm[p], static_cast<std::uint8_t>(1 << patient),
                 between);
  }
  constexpr int kAllAxes = 7;
  for (std::size_t i = 0; i < between.size(); ++i) {
    between[i] = between[i] == kAllAxes && values[i] > levels.soft_hu - kFatterMarrow_hu;
  }
  return between;
}

void trim_blurred_border(const Volume& ct, double soft_hu, std::vector<std::uint8_t>& mask) {
  constexpr double kThinBone_hu = 250;  // Less bright surroundings say nothing.
  const Grid& grid = ct.grid();
  const auto values = ct.values<float>();
  const std::vector<std::uint8_t> before = mask;
  parallel_for(std::max<std::int64_t>(grid.size[2] - 2, 0), [&](std::int64_t begin,
                                                                std::int64_t end) {
    for (std::int64_t k = begin + 1; k < end + 1; ++k) {
      for (std::int64_t j = 1; j + 1 < grid.size[1]; ++j) {
        for (std::int64_t i = 1; i + 1 < grid.size[0]; ++i) {
          const auto at = static_cast<std::size_t>(grid.offset(i, j, k));
          if (!before[at]) continue;
          const auto row = static_cast<std::size_t>(grid.size[0]);
          const auto plane = row * static_cast<std::size_t>(grid.size[1]);
          const bool border = !before[at - 1] || !before[at + 1] || !before[at - row] ||
                              !before[at + row] || !before[at - plane] || !before[at + plane];
          if (!border) continue;
          float brightest = 0;
          for (int dk = -1; dk <= 1; ++dk) {
            for (int dj = -1; dj <= 1; ++dj) {
              const auto line = static_cast<std::size_t>(grid.offset(i - 1, j + dj, k + dk));
              brightest = std::max({brightest, values[line], values[line + 1], values[line + 2]});
            }
          }
          if (brightest > kThinBone_hu && values[at] < (soft_hu + brightest) / 2) mask[at] = 0;
        }
      }
    }
  });
}

}  // namespace transpine
