// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>

#include "core/image/volume.h"

namespace transpine::bench {

/// A made-up case of 64 sagittal slices of 256 x 256: six vertebrae in a column with a body and an
/// arch each, the same formulas as in evaluation.py. `seed` varies the case.
struct EvaluationCase {
  Volume image, reference;              ///< float32 in HU.
  Volume predicted, labels;             ///< uint8, L1 to L5 and the sacrum.
  Volume predicted_parts, label_parts;  ///< uint8: 50 body, 41 arch.
};

inline Grid case_grid() {
  Grid grid;
  grid.size = {64, 256, 256};
  grid.spacing_mm = {3.3, 1, 1};
  return grid;
}

/// The subregion at a voxel of a column whose vertebrae are moved by (dy, dz), 0 outside;
/// `vertebra` gets 0 to 5.
inline int part_at(double i, double j, double k, double dy, double dz, int& vertebra) {
  const double z = k - 20 - dz;
  vertebra = static_cast<int>(std::floor(z / 36));
  if (vertebra < 0 || vertebra > 5) return 0;
  const double height = z - 36 * vertebra - 15;
  const double x = (i - 32) * 3.3, y = j - 110 - dy;
  if (std::abs(height) <= 13 && (x / 24) * (x / 24) + (y / 19) * (y / 19) <= 1) return 50;
  const double arch = y - 42;
  if (std::abs(height + 2) <= 9 && (x / 15) * (x / 15) + (arch / 22) * (arch / 22) <= 1) return 41;
  return 0;
}

inline EvaluationCase evaluation_case(int seed) {
  const Grid grid = case_grid();
  EvaluationCase made{Volume(grid, ScalarType::float32), Volume(grid, ScalarType::float32),
                      Volume(grid, ScalarType::uint8),   Volume(grid, ScalarType::uint8),
                      Volume(grid, ScalarType::uint8),   Volume(grid, ScalarType::uint8)};
  std::size_t at = 0;
  for (int k = 0; k < 256; ++k) {
    for (int j = 0; j < 256; ++j) {
      for (int i = 0; i < 64; ++i, ++at) {
        const auto fill = [&](Volume& hu, Volume& ids, Volume& parts, double dy, double dz,
                              double phase) {
          int vertebra = 0;
          const int part = part_at(i, j, k, dy, dz, vertebra);
          const double texture = 90 * std::sin(0.35 * j + 0.2 * i + phase + seed) +
                                 70 * std::cos(0.3 * k - 0.1 * j + phase);
          hu.values<float>()[at] = static_cast<float>((part == 50   ? 350
                                                       : part == 41 ? 600
                                                                    : 20) +
                                                      texture);
          ids.values<std::uint8_t>()[at] =
              static_cast<std::uint8_t>(part == 0       ? 0
                                        : vertebra == 0 ? 26
                                                        : 25 - vertebra);
          parts.values<std::uint8_t>()[at] = static_cast<std::uint8_t>(part);
        };
        fill(made.reference, made.labels, made.label_parts, 0, 0, 0);
        fill(made.image, made.predicted, made.predicted_parts, 1 + seed % 3, seed % 2, 0.3);
      }
    }
  }
  return made;
}

}  // namespace transpine::bench
