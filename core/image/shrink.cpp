// SPDX-License-Identifier: Apache-2.0
#include "core/image/shrink.h"

#include <cmath>

#include "core/base/parallel.h"

namespace transpine {
namespace {

// How many voxels of each axis become one.
Index3 block_size(const Grid& grid, std::int64_t most_voxels) {
  Index3 block{1, 1, 1};
  const auto left = [&](std::size_t axis) { return grid.size[axis] / block[axis]; };
  while (left(0) * left(1) * left(2) > most_voxels) {
    std::size_t finest = 3;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      if (left(axis) < 2) continue;
      const auto spacing = [&](std::size_t a) {
        return grid.spacing_mm[static_cast<int>(a)] * static_cast<double>(block[a]);
      };
      if (finest == 3 || spacing(axis) < spacing(finest)) finest = axis;
    }
    if (finest == 3) break;
    ++block[finest];
  }
  return block;
}

Grid coarse_grid(const Grid& grid, const Index3& block) {
  Grid coarse = grid;
  Eigen::Vector3d first;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<int>(axis);
    coarse.size[axis] = grid.size[axis] / block[axis];
    coarse.spacing_mm[a] = grid.spacing_mm[a] * static_cast<double>(block[axis]);
    first[a] = static_cast<double>(block[axis] - 1) / 2;
  }
  coarse.origin_mm = grid.point_from_index(first);
  return coarse;
}

}  // namespace

Volume shrunk(const Volume& volume, std::int64_t most_voxels) {
  const Grid& grid = volume.grid();
  const Index3 block = block_size(grid, most_voxels);
  if (block == Index3{1, 1, 1}) return volume;
  Volume coarse(coarse_grid(grid, block), ScalarType::float32);
  auto out = coarse.values<float>();
  const auto [nx, ny, nz] = coarse.grid().size;
  const double count = static_cast<double>(block[0] * block[1] * block[2]);
  visit_values(volume, [&](auto values) {
    parallel_for(nz, [&, nx = nx, ny = ny](std::int64_t begin, std::int64_t end) {
      for (std::int64_t k = begin; k < end; ++k) {
        for (std::int64_t j = 0; j < ny; ++j) {
          for (std::int64_t i = 0; i < nx; ++i) {
            double sum = 0;
            for (std::int64_t c = 0; c < block[2]; ++c) {
              for (std::int64_t b = 0; b < block[1]; ++b) {
                const auto* row =
                    values.data() + grid.offset(i * block[0], j * block[1] + b, k * block[2] + c);
                for (std::int64_t a = 0; a < block[0]; ++a) {
                  const auto value = static_cast<double>(row[a]);
                  if (std::isfinite(value)) sum += value;
                }
              }
            }
            out[static_cast<std::size_t>(coarse.grid().offset(i, j, k))] =
                static_cast<float>(sum / count);
          }
        }
      }
    });
  });
  return coarse.as(volume.type());
}

}  // namespace transpine
