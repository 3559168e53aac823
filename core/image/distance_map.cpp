// SPDX-License-Identifier: Apache-2.0
#include "core/image/distance_map.h"

#include <cmath>
#include <limits>

#include "core/image/squared_distance.h"

namespace transpine {
namespace {

constexpr float kFar = std::numeric_limits<float>::infinity();

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
  spread_squares_mm2(values, size, labels.grid().spacing_mm);
  for (float& value : values) value = std::sqrt(value);
  return map;
}

}  // namespace transpine
