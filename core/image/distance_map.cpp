// SPDX-License-Identifier: Apache-2.0
#include "core/image/distance_map.h"

#include <cmath>
#include <limits>
#include <vector>

namespace transpine {
namespace {

constexpr float kFar = std::numeric_limits<float>::infinity();

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

void along_axis(Volume& squares, std::size_t axis) {
  const Grid& grid = squares.grid();
  auto values = squares.values<float>();
  const std::int64_t strides[] = {1, grid.size[0], grid.size[0] * grid.size[1]};
  const std::size_t others[] = {axis == 0 ? 1u : 0u, axis == 2 ? 1u : 2u};
  const auto n = static_cast<std::size_t>(grid.size[axis]);
  Line line(n);
  for (std::int64_t b = 0; b < grid.size[others[1]]; ++b) {
    for (std::int64_t a = 0; a < grid.size[others[0]]; ++a) {
      const std::int64_t start = a * strides[others[0]] + b * strides[others[1]];
      const auto at = [&](std::size_t i) -> float& {
        return values[static_cast<std::size_t>(start +
                                               static_cast<std::int64_t>(i) * strides[axis])];
      };
      for (std::size_t i = 0; i < n; ++i) line.in[i] = at(i);
      lower_envelope(line, grid.spacing_mm[static_cast<Eigen::Index>(axis)]);
      for (std::size_t i = 0; i < n; ++i) at(i) = static_cast<float>(line.out[i]);
    }
  }
}

}  // namespace

Volume distance_map_mm(const Volume& labels, int label, const Index3& begin, const Index3& size) {
  Volume map(cropped(labels.grid(), begin, size), ScalarType::float32);
  auto values = map.values<float>();
  visit_values(labels, [&](auto from) {
    std::size_t to = 0;
    for (std::int64_t k = 0; k < size[2]; ++k) {
      for (std::int64_t j = 0; j < size[1]; ++j) {
        const auto row =
            static_cast<std::size_t>(labels.grid().offset(begin[0], begin[1] + j, begin[2] + k));
        for (std::int64_t i = 0; i < size[0]; ++i) {
          const bool in_label =
              static_cast<double>(from[row + static_cast<std::size_t>(i)]) == label;
          values[to++] = in_label ? 0 : kFar;
        }
      }
    }
  });
  for (std::size_t axis = 0; axis < 3; ++axis) along_axis(map, axis);
  for (float& value : values) value = std::sqrt(value);
  return map;
}

}  // namespace transpine
