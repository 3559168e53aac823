// SPDX-License-Identifier: Apache-2.0
#include "core/image/bspline.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "core/base/parallel.h"

namespace transpine {
namespace {

// Lines are filtered in bundles that lie side by side in memory, so that strided axes read whole
// cache lines and the recursion runs over several lines at once.
constexpr std::int64_t kBundle = 16;

/// Filters `count` lines of length n, stored as line[i * kBundle + lane].
void filter_bundle(double* line, std::int64_t n) {
  const double pole = std::sqrt(3.0) - 2;
  const auto lanes = [](auto body) {
    for (std::int64_t lane = 0; lane < kBundle; ++lane) body(lane);
  };
  const double gain = (1 - pole) * (1 - 1 / pole);
  for (std::int64_t i = 0; i < n * kBundle; ++i) line[i] *= gain;

  // Causal start: the mirrored signal's sum over powers of the pole, cut where they vanish.
  std::array<double, kBundle> sum{};
  const auto horizon = static_cast<std::int64_t>(std::ceil(std::log(1e-17) / std::log(-pole)));
  const std::int64_t period = 2 * n - 2;
  const std::int64_t terms = std::min(horizon, period);
  double power = 1;
  for (std::int64_t i = 0; i < terms; ++i) {
    const std::int64_t at = i < n ? i : period - i;
    lanes([&](std::int64_t lane) {
      sum[static_cast<std::size_t>(lane)] += power * line[at * kBundle + lane];
    });
    power *= pole;
  }
  // Over one whole period the geometric series closes.
  const double closing = terms == period ? 1 / (1 - power) : 1;
  lanes([&](std::int64_t lane) { line[lane] = sum[static_cast<std::size_t>(lane)] * closing; });

  for (std::int64_t i = 1; i < n; ++i) {
    lanes([&](std::int64_t lane) {
      line[i * kBundle + lane] += pole * line[(i - 1) * kBundle + lane];
    });
  }
  double* last = line + (n - 1) * kBundle;
  lanes([&](std::int64_t lane) {
    last[lane] = pole / (pole * pole - 1) * (last[lane] + pole * last[lane - kBundle]);
  });
  for (std::int64_t i = n - 2; i >= 0; --i) {
    lanes([&](std::int64_t lane) {
      line[i * kBundle + lane] = pole * (line[(i + 1) * kBundle + lane] - line[i * kBundle + lane]);
    });
  }
}

template <class T>
void filter_axis(std::span<T> values, const Index3& size, std::size_t axis) {
  const std::int64_t n = size[axis];
  if (n < 2) return;
  const std::array<std::int64_t, 3> strides{1, size[0], size[0] * size[1]};
  const std::size_t fast = axis == 0 ? 1 : 0;
  const std::size_t slow = axis == 2 ? 1 : 2;
  const std::int64_t bundles = (size[fast] + kBundle - 1) / kBundle;
  parallel_for(bundles * size[slow], [&](std::int64_t begin, std::int64_t end) {
    std::vector<double> line(static_cast<std::size_t>(n * kBundle));
    for (std::int64_t item = begin; item < end; ++item) {
      const std::int64_t first = item % bundles * kBundle;
      const std::int64_t lanes = std::min(kBundle, size[fast] - first);
      T* base = values.data() + first * strides[fast] + item / bundles * strides[slow];
      for (std::int64_t i = 0; i < n; ++i) {
        for (std::int64_t lane = 0; lane < lanes; ++lane) {
          line[static_cast<std::size_t>(i * kBundle + lane)] =
              static_cast<double>(base[i * strides[axis] + lane * strides[fast]]);
        }
      }
      filter_bundle(line.data(), n);
      for (std::int64_t i = 0; i < n; ++i) {
        for (std::int64_t lane = 0; lane < lanes; ++lane) {
          base[i * strides[axis] + lane * strides[fast]] =
              static_cast<T>(line[static_cast<std::size_t>(i * kBundle + lane)]);
        }
      }
    }
  });
}

std::int64_t mirrored(std::int64_t i, std::int64_t n) {
  if (n == 1) return 0;
  const std::int64_t period = 2 * n - 2;
  i = std::abs(i) % period;
  return i < n ? i : period - i;
}

}  // namespace

BsplineTaps bspline_taps(double index, std::int64_t n) {
  const double floor = std::floor(index);
  const double t = index - floor;
  const double s = 1 - t;
  BsplineTaps result;
  result.weight = {s * s * s / 6, (4 - 6 * t * t + 3 * t * t * t) / 6,
                   (4 - 6 * s * s + 3 * s * s * s) / 6, t * t * t / 6};
  const auto first = static_cast<std::int64_t>(floor) - 1;
  const bool interior = first >= 0 && first + 3 < n;
  for (std::int64_t i = 0; i < 4; ++i) {
    result.at[static_cast<std::size_t>(i)] = interior ? first + i : mirrored(first + i, n);
  }
  return result;
}

template <class T>
void bspline_prefilter(std::span<T> values, const Index3& size) {
  for (std::size_t axis = 0; axis < 3; ++axis) filter_axis(values, size, axis);
}

template <class T>
double bspline_value(const T* coefficients, const Index3& size, const Eigen::Vector3d& index) {
  const BsplineTaps x = bspline_taps(index[0], size[0]);
  const BsplineTaps y = bspline_taps(index[1], size[1]);
  const BsplineTaps z = bspline_taps(index[2], size[2]);
  double value = 0;
  for (std::size_t c = 0; c < 4; ++c) {
    double plane = 0;
    for (std::size_t b = 0; b < 4; ++b) {
      const T* row = coefficients + size[0] * (y.at[b] + size[1] * z.at[c]);
      double line = 0;
      for (std::size_t a = 0; a < 4; ++a) {
        line += x.weight[a] * static_cast<double>(row[x.at[a]]);
      }
      plane += y.weight[b] * line;
    }
    value += z.weight[c] * plane;
  }
  return value;
}

template void bspline_prefilter<float>(std::span<float>, const Index3&);
template void bspline_prefilter<double>(std::span<double>, const Index3&);
template double bspline_value<float>(const float*, const Index3&, const Eigen::Vector3d&);
template double bspline_value<double>(const double*, const Index3&, const Eigen::Vector3d&);

}  // namespace transpine
