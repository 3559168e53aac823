// SPDX-License-Identifier: Apache-2.0
#include "core/image/squared_distance.h"

#include <cmath>
#include <limits>
#include <vector>

namespace transpine {
namespace {

/// Scratch of one line of n samples.
struct Line {
  explicit Line(std::size_t n) : in(n), out(n), apex(n), from(n + 1) {}

  std::vector<double> in, out;
  std::vector<std::size_t> apex;  ///< Of the parabolas of the lower envelope.
  std::vector<double> from;       ///< Where each one begins to be the lowest.
};

/// out[i] = min over j of in[j] + (step (i - j))².
void lower_envelope(Line& line, double step) {
  const std::size_t n = line.in.size();
  const double step2 = step * step;
  std::size_t count = 0;
  for (std::size_t j = 0; j < n; ++j) {
    if (std::isinf(line.in[j])) continue;
    const auto height = [&](std::size_t i) {
      return line.in[i] + step2 * static_cast<double>(i) * static_cast<double>(i);
    };
    double begins = -std::numeric_limits<double>::infinity();
    while (count > 0) {
      const std::size_t last = line.apex[count - 1];
      begins = (height(j) - height(last)) / (2 * step2 * static_cast<double>(j - last));
      if (begins > line.from[count - 1]) break;
      --count;
      begins = -std::numeric_limits<double>::infinity();
    }
    line.apex[count] = j;
    line.from[count++] = begins;
  }
  if (count == 0) {
    line.out = line.in;
    return;
  }
  std::size_t current = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const auto x = static_cast<double>(i);
    while (current + 1 < count && line.from[current + 1] <= x) ++current;
    const double offset = x - static_cast<double>(line.apex[current]);
    line.out[i] = line.in[line.apex[current]] + step2 * offset * offset;
  }
}

template <class T>
void along_axis(std::span<T> squares, const Index3& size, std::size_t axis, double step) {
  const std::int64_t strides[] = {1, size[0], size[0] * size[1]};
  const std::size_t others[] = {axis == 0 ? 1u : 0u, axis == 2 ? 1u : 2u};
  const auto n = static_cast<std::size_t>(size[axis]);
  Line line(n);
  for (std::int64_t b = 0; b < size[others[1]]; ++b) {
    for (std::int64_t a = 0; a < size[others[0]]; ++a) {
      const std::int64_t start = a * strides[others[0]] + b * strides[others[1]];
      const auto at = [&](std::size_t i) -> T& {
        return squares[static_cast<std::size_t>(start +
                                                static_cast<std::int64_t>(i) * strides[axis])];
      };
      for (std::size_t i = 0; i < n; ++i) line.in[i] = at(i);
      lower_envelope(line, step);
      for (std::size_t i = 0; i < n; ++i) at(i) = static_cast<T>(line.out[i]);
    }
  }
}

}  // namespace

template <class T>
void spread_squares_mm2(std::span<T> squares, const Index3& size,
                        const Eigen::Vector3d& spacing_mm) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    along_axis(squares, size, axis, spacing_mm[static_cast<Eigen::Index>(axis)]);
  }
}

template void spread_squares_mm2(std::span<float>, const Index3&, const Eigen::Vector3d&);
template void spread_squares_mm2(std::span<double>, const Index3&, const Eigen::Vector3d&);

}  // namespace transpine
