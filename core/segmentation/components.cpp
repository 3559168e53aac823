// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/components.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/parallel.h"

namespace transpine {

std::int32_t Components::largest() const {
  if (sizes.empty()) return 0;
  return static_cast<std::int32_t>(std::max_element(sizes.begin(), sizes.end()) - sizes.begin()) +
         1;
}

Components components_of(const Grid& grid, const std::vector<std::uint8_t>& mask) {
  Components found;
  found.ids.assign(mask.size(), 0);
  const std::array<std::int64_t, 3> strides{1, grid.size[0], grid.size[0] * grid.size[1]};
  std::vector<std::int64_t> waiting;
  for (std::size_t start = 0; start < mask.size(); ++start) {
    if (!mask[start] || found.ids[start]) continue;
    const auto id = static_cast<std::int32_t>(found.sizes.size()) + 1;
    found.sizes.push_back(0);
    found.ids[start] = id;
    waiting.push_back(static_cast<std::int64_t>(start));
    while (!waiting.empty()) {
      const std::int64_t at = waiting.back();
      waiting.pop_back();
      ++found.sizes.back();
      for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::int64_t place = at / strides[axis] % grid.size[axis];
        for (const std::int64_t side : {-1, 1}) {
          if (place + side < 0 || place + side >= grid.size[axis]) continue;
          const auto next = static_cast<std::size_t>(at + side * strides[axis]);
          if (!mask[next] || found.ids[next]) continue;
          found.ids[next] = id;
          waiting.push_back(static_cast<std::int64_t>(next));
        }
      }
    }
  }
  return found;
}

std::vector<std::uint8_t> eroded(const Grid& grid, const std::vector<std::uint8_t>& mask,
                                 double radius_mm) {
  std::array<std::int64_t, 3> reach{};
  for (std::size_t a = 0; a < 3; ++a) {
    reach[a] = static_cast<std::int64_t>(radius_mm / grid.spacing_mm[static_cast<int>(a)]);
  }
  std::vector<Index3> ball;
  for (std::int64_t k = -reach[2]; k <= reach[2]; ++k) {
    for (std::int64_t j = -reach[1]; j <= reach[1]; ++j) {
      for (std::int64_t i = -reach[0]; i <= reach[0]; ++i) {
        const Eigen::Vector3d d(static_cast<double>(i), static_cast<double>(j),
                                static_cast<double>(k));
        if (d.cwiseProduct(grid.spacing_mm).norm() <= radius_mm) ball.push_back({i, j, k});
      }
    }
  }
  std::vector<std::uint8_t> core(mask.size(), 0);
  parallel_for(grid.size[2], [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t k = begin; k < end; ++k) {
      for (std::int64_t j = 0; j < grid.size[1]; ++j) {
        for (std::int64_t i = 0; i < grid.size[0]; ++i) {
          const auto at = static_cast<std::size_t>(grid.offset(i, j, k));
          core[at] = mask[at] && std::all_of(ball.begin(), ball.end(), [&](const Index3& d) {
                       const auto x = i + d[0], y = j + d[1], z = k + d[2];
                       return !grid.contains(x, y, z) ||
                              mask[static_cast<std::size_t>(grid.offset(x, y, z))];
                     });
        }
      }
    }
  });
  return core;
}

}  // namespace transpine
