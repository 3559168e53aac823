// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/multi_scale_ssim.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <tuple>
#include <vector>

#include "core/base/parallel.h"

namespace transpine {
namespace {

constexpr double kLow_hu = -1024;
constexpr double kHigh_hu = 3071;
constexpr std::int64_t kSmallestSide = 97;
constexpr std::int64_t kReach = 3;
constexpr std::int64_t kWindow = 2 * kReach + 1;
constexpr double kWeights[] = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

/// Both images at one scale, on the part where they may differ from 0 and three voxels around it;
/// everywhere else both are 0, as masked voxels are.
struct Scale {
  Index3 full;       ///< Size of the whole image at this scale.
  Index3 low, size;  ///< The stored part, which may reach beyond the image.
  std::vector<double> image, reference;
  std::vector<std::uint8_t> mask;

  std::size_t at(std::int64_t i, std::int64_t j, std::int64_t k) const {
    return static_cast<std::size_t>(i + size[0] * (j + size[1] * k));
  }
  /// Memory for the voxels [first, last] and what lies three around.
  void allocate(const Index3& first, const Index3& last) {
    for (std::size_t a = 0; a < 3; ++a) {
      low[a] = first[a] - kReach;
      size[a] = last[a] - first[a] + 1 + 2 * kReach;
    }
    const auto count = static_cast<std::size_t>(size[0] * size[1] * size[2]);
    image.assign(count, 0);
    reference.assign(count, 0);
    mask.assign(count, 0);
  }
};

/// First and last voxel of the mask along each axis; no voxel where first > last.
std::pair<Index3, Index3> box_of(const Volume& mask) {
  const Index3& size = mask.grid().size;
  Index3 first = size;
  Index3 last{-1, -1, -1};
  const auto values = mask.values<std::uint8_t>();
  for (std::int64_t k = 0; k < size[2]; ++k) {
    for (std::int64_t j = 0; j < size[1]; ++j) {
      const auto* row = values.data() + mask.grid().offset(0, j, k);
      const auto* end = row + size[0];
      const auto* begin = std::find_if(row, end, [](auto v) { return v != 0; });
      if (begin == end) continue;
      while (end[-1] == 0) --end;
      first = {std::min(first[0], begin - row), std::min(first[1], j), std::min(first[2], k)};
      last = {std::max(last[0], end - row - 1), std::max(last[1], j), std::max(last[2], k)};
    }
  }
  return {first, last};
}

/// Takes an image's voxels to the finest scale: clipped, from 0 on, 0 outside the mask.
void fill_finest(const Scale& scale, const Index3& before, const Volume& from, const Volume& mask,
                 std::vector<double>& to, std::vector<std::uint8_t>* inside) {
  const Grid& grid = from.grid();
  const auto source = [&](std::int64_t stored, std::size_t axis) {
    return std::clamp<std::int64_t>(scale.low[axis] + stored - before[axis], 0,
                                    grid.size[axis] - 1);
  };
  const std::uint8_t* in_mask = mask.empty() ? nullptr : mask.values<std::uint8_t>().data();
  visit_values(from, [&](auto values) {
    parallel_for(scale.size[2] - 2 * kReach, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t k = kReach + begin; k < kReach + end; ++k) {
        for (std::int64_t j = kReach; j < scale.size[1] - kReach; ++j) {
          const auto row = grid.offset(0, source(j, 1), source(k, 2));
          for (std::int64_t i = kReach; i < scale.size[0] - kReach; ++i) {
            const auto voxel = static_cast<std::size_t>(row + source(i, 0));
            if (in_mask && in_mask[voxel] == 0) continue;
            const auto hu = static_cast<double>(values[voxel]);
            to[scale.at(i, j, k)] = std::clamp(hu, kLow_hu, kHigh_hu) - kLow_hu;
            if (inside) (*inside)[scale.at(i, j, k)] = 1;
          }
        }
      }
    });
  });
}

Scale finest_scale(const Volume& image, const Volume& reference, const Volume& mask) {
  const Grid& grid = image.grid();
  Scale scale;
  Index3 before{};
  for (std::size_t a = 0; a < 3; ++a) {
    scale.full[a] = std::max(grid.size[a], kSmallestSide);
    before[a] = (scale.full[a] - grid.size[a]) / 2;
  }
  Index3 first{};
  Index3 last{grid.size[0] - 1, grid.size[1] - 1, grid.size[2] - 1};
  if (!mask.empty()) std::tie(first, last) = box_of(mask);
  if (first[0] > last[0]) return scale;
  for (std::size_t a = 0; a < 3; ++a) {
    // What touches the border is repeated up to the end.
    first[a] = first[a] == 0 ? 0 : first[a] + before[a];
    last[a] = last[a] == grid.size[a] - 1 ? scale.full[a] - 1 : last[a] + before[a];
  }
  scale.allocate(first, last);
  fill_finest(scale, before, image, mask, scale.image, &scale.mask);
  fill_finest(scale, before, reference, mask, scale.reference, nullptr);
  return scale;
}

/// The mean of each two neighbours along each axis, the one before the first being 0; of the mask
/// every second voxel.
Scale halved(const Scale& fine) {
  Scale coarse;
  Index3 first{}, last{};
  for (std::size_t a = 0; a < 3; ++a) {
    coarse.full[a] = (fine.full[a] + 1) / 2;
    const std::int64_t low = fine.low[a] + kReach;
    const std::int64_t high = fine.low[a] + fine.size[a] - 1 - kReach;
    first[a] = (low + 1) / 2;
    last[a] = std::min((high + 1) / 2, coarse.full[a] - 1);
    // A single odd voxel at the end falls between the samples.
    first[a] = std::min(first[a], last[a]);
  }
  coarse.allocate(first, last);
  const std::int64_t row = fine.size[0];
  const std::int64_t plane = row * fine.size[1];
  for (std::int64_t k = kReach; k < coarse.size[2] - kReach; ++k) {
    for (std::int64_t j = kReach; j < coarse.size[1] - kReach; ++j) {
      for (std::int64_t i = kReach; i < coarse.size[0] - kReach; ++i) {
        const auto from = static_cast<std::int64_t>(fine.at(2 * (coarse.low[0] + i) - fine.low[0],
                                                            2 * (coarse.low[1] + j) - fine.low[1],
                                                            2 * (coarse.low[2] + k) - fine.low[2]));
        const auto mean = [&](const std::vector<double>& of) {
          const double* v = of.data() + from;
          return (v[0] + v[-1] + v[-row] + v[-row - 1] + v[-plane] + v[-plane - 1] +
                  v[-plane - row] + v[-plane - row - 1]) /
                 8;
        };
        const std::size_t to = coarse.at(i, j, k);
        coarse.image[to] = mean(fine.image);
        coarse.reference[to] = mean(fine.reference);
        coarse.mask[to] = fine.mask[static_cast<std::size_t>(from)];
      }
    }
  }
  return coarse;
}

/// Sums over 7 x 7 voxels of one plane, and over seven planes: of the values, their squares and
/// their product.
using Sums = std::array<std::vector<double>, 5>;

/// out[i] = in[i] + ... + in[i + 6], for n values of out.
void sum_seven(const double* in, double* out, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    out[i] =
        ((in[i] + in[i + 1]) + (in[i + 2] + in[i + 3])) + ((in[i + 4] + in[i + 5]) + in[i + 6]);
  }
}

class PlaneSums {
 public:
  explicit PlaneSums(const Scale& scale)
      : scale_(scale),
        columns_(scale.size[0] - 2 * kReach),
        rows_(scale.size[1] - 2 * kReach),
        line_(static_cast<std::size_t>(scale.size[0])) {
    for (auto& part : across_) part.resize(static_cast<std::size_t>(columns_ * scale.size[1]));
  }

  void of_plane(std::int64_t k, Sums& sums) {
    for (std::int64_t j = 0; j < scale_.size[1]; ++j) {
      const double* x = scale_.image.data() + scale_.at(0, j, k);
      const double* y = scale_.reference.data() + scale_.at(0, j, k);
      const auto to = static_cast<std::size_t>(j * columns_);
      sum_seven(x, &across_[0][to], columns_);
      sum_seven(y, &across_[1][to], columns_);
      product(x, x, &across_[2][to]);
      product(y, y, &across_[3][to]);
      product(x, y, &across_[4][to]);
    }
    for (std::size_t part = 0; part < sums.size(); ++part) {
      sums[part].resize(static_cast<std::size_t>(columns_ * rows_));
      for (std::int64_t j = 0; j < rows_; ++j) {
        const double* from = &across_[part][static_cast<std::size_t>(j * columns_)];
        double* to = &sums[part][static_cast<std::size_t>(j * columns_)];
        const std::int64_t s = columns_;
        for (std::int64_t i = 0; i < columns_; ++i) {
          to[i] = ((from[i] + from[i + s]) + (from[i + 2 * s] + from[i + 3 * s])) +
                  ((from[i + 4 * s] + from[i + 5 * s]) + from[i + 6 * s]);
        }
      }
    }
  }

 private:
  void product(const double* a, const double* b, double* out) {
    for (std::int64_t i = 0; i < scale_.size[0]; ++i)
      line_[static_cast<std::size_t>(i)] = a[i] * b[i];
    sum_seven(line_.data(), out, columns_);
  }

  const Scale& scale_;
  std::int64_t columns_, rows_;
  std::vector<double> line_;
  Sums across_;
};

/// Luminance, contrast and structure in one, at the power of the scale.
double similarity(const std::array<double, 5>& sums, double weight) {
  constexpr double count = kWindow * kWindow * kWindow;
  constexpr double sample = count / (count - 1);
  constexpr double range = kHigh_hu - kLow_hu;
  constexpr double c1 = (0.01 * range) * (0.01 * range);
  constexpr double c2 = (0.03 * range) * (0.03 * range);
  const double x = sums[0] / count;
  const double y = sums[1] / count;
  const double var_x = sample * (sums[2] / count - x * x);
  const double var_y = sample * (sums[3] / count - y * y);
  const double cov = sample * (sums[4] / count - x * y);
  // Contrast times structure, since the structure's constant is half of the contrast's.
  const double contrast_structure = std::max(0.0, 2 * cov + c2) / (var_x + var_y + c2);
  const double luminance = (2 * x * y + c1) / (x * x + y * y + c1);
  return std::pow(luminance * contrast_structure, weight);
}

struct Total {
  double sum = 0;
  std::int64_t count = 0;
};

Total total_of_plane(const Scale& scale, std::int64_t k, const Sums& sums, double weight) {
  Total total;
  const std::int64_t columns = scale.size[0] - 2 * kReach;
  const auto is_inner = [&](std::int64_t stored, std::size_t axis) {
    const std::int64_t at = scale.low[axis] + stored;
    return at >= kReach && at < scale.full[axis] - kReach;
  };
  if (!is_inner(k, 2)) return total;
  for (std::int64_t j = kReach; j < scale.size[1] - kReach; ++j) {
    if (!is_inner(j, 1)) continue;
    for (std::int64_t i = kReach; i < scale.size[0] - kReach; ++i) {
      if (scale.mask[scale.at(i, j, k)] == 0 || !is_inner(i, 0)) continue;
      const auto at = static_cast<std::size_t>((i - kReach) + (j - kReach) * columns);
      total.sum +=
          similarity({sums[0][at], sums[1][at], sums[2][at], sums[3][at], sums[4][at]}, weight);
      ++total.count;
    }
  }
  return total;
}

/// Mean over the mask; NaN without any voxel.
double mean_similarity(const Scale& scale, double weight) {
  const std::int64_t planes = scale.size[2] - 2 * kReach;
  std::vector<Total> per_plane(static_cast<std::size_t>(planes));
  parallel_for(planes, [&](std::int64_t begin, std::int64_t end) {
    PlaneSums plane_sums(scale);
    std::array<Sums, kWindow> ring;
    Sums cube;
    for (std::int64_t k = begin; k < begin + kWindow - 1; ++k) {
      plane_sums.of_plane(k, ring[static_cast<std::size_t>(k % kWindow)]);
    }
    for (std::int64_t plane = begin; plane < end; ++plane) {
      const std::int64_t newest = plane + kWindow - 1;
      plane_sums.of_plane(newest, ring[static_cast<std::size_t>(newest % kWindow)]);
      for (std::size_t part = 0; part < cube.size(); ++part) {
        cube[part] = ring[0][part];
        for (std::size_t other = 1; other < ring.size(); ++other) {
          const double* from = ring[other][part].data();
          for (std::size_t i = 0; i < cube[part].size(); ++i) cube[part][i] += from[i];
        }
      }
      per_plane[static_cast<std::size_t>(plane)] =
          total_of_plane(scale, plane + kReach, cube, weight);
    }
  });
  Total total;
  for (const Total& one : per_plane) {
    total.sum += one.sum;
    total.count += one.count;
  }
  if (total.count == 0) return std::numeric_limits<double>::quiet_NaN();
  return total.sum / static_cast<double>(total.count);
}

}  // namespace

double multi_scale_ssim(const Volume& image_hu, const Volume& reference_hu, const Volume& mask) {
  Scale scale = finest_scale(image_hu, reference_hu, mask);
  if (scale.mask.empty()) return std::numeric_limits<double>::quiet_NaN();
  double product = 1;
  for (const double weight : kWeights) {
    if (weight != kWeights[0]) scale = halved(scale);
    product *= std::clamp(mean_similarity(scale, weight), 0.0, 1.0);
  }
  return product;
}

}  // namespace transpine
