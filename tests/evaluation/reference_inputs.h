// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/image/volume.h"

namespace transpine::testing {

// The formulas of tests/evaluation/evaluation_reference.py.

inline Grid reference_grid(const nlohmann::json& entry) {
  Grid grid;
  grid.size = entry.at("size").get<Index3>();
  if (entry.contains("spacing_mm")) {
    const auto spacing = entry.at("spacing_mm").get<std::array<double, 3>>();
    grid.spacing_mm = {spacing[0], spacing[1], spacing[2]};
  }
  return grid;
}

/// One volume by a function of the voxel.
template <class T, class F>
Volume reference_volume(const Grid& grid, F value) {
  Volume volume(grid, scalar_type_of<T>());
  auto to = volume.values<T>().begin();
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i) *to++ = static_cast<T>(value(i, j, k));
    }
  }
  return volume;
}

inline Volume reference_ellipsoid(const Grid& grid, const nlohmann::json& mask, int label) {
  const auto center = mask.at("center").get<std::array<double, 3>>();
  const auto radii = mask.at("radii").get<std::array<double, 3>>();
  const int ragged = mask.at("ragged");
  return reference_volume<std::uint8_t>(grid, [&](auto i, auto j, auto k) {
    const auto part = [&](auto at, int axis) {
      const double t = (static_cast<double>(at) - center[axis]) / radii[axis];
      return t * t;
    };
    const bool inside = part(i, 0) + part(j, 1) + part(k, 2) <= 1;
    const bool left_out = ragged != 0 && (7 * i + 13 * j + 29 * k) % ragged == 0;
    return inside && !left_out ? label : 0;
  });
}

inline Volume reference_ct(const Grid& grid, double shift) {
  return reference_volume<double>(grid, [&](auto x, auto y, auto z) {
    const auto i = static_cast<double>(x), j = static_cast<double>(y), k = static_cast<double>(z);
    return 200 + 900 * std::sin(0.21 * i + 0.13 * j + shift) * std::cos(0.17 * k - 0.05 * j) +
           600 * std::cos(0.4 * j + 0.3 * k + 2 * shift);
  });
}

}  // namespace transpine::testing
