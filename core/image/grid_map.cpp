// SPDX-License-Identifier: Apache-2.0
#include "core/image/grid_map.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace transpine {
namespace {

using Eigen::Vector3d;

constexpr double kCell_mm = 4;
constexpr std::int64_t kMaxCell = 8;

/// The map at the corners of a cell, and at the middles between them along axes of more than two
/// voxels. An axis of one voxel has one corner.
struct Lattice {
  std::array<Vector3d, 27> nodes;
  std::array<int, 3> count;

  const Vector3d& at(int i, int j, int k) const {
    return nodes[static_cast<std::size_t>(i + count[0] * (j + count[1] * k))];
  }
};

std::array<int, 3> lattice_of(const Index3& size) {
  std::array<int, 3> count{};
  for (std::size_t axis = 0; axis < 3; ++axis) {
    count[axis] = static_cast<int>(std::min<std::int64_t>(size[axis], 3));
  }
  return count;
}

/// The value between the corners; fractions from 0 to 1.
Vector3d between_corners(const Lattice& lattice, double x, double y, double z) {
  const int right = lattice.count[0] - 1, down = lattice.count[1] - 1, far = lattice.count[2] - 1;
  const auto along_x = [&](int j, int k) -> Vector3d {
    return (1 - x) * lattice.at(0, j, k) + x * lattice.at(right, j, k);
  };
  const auto along_y = [&](int k) -> Vector3d {
    return (1 - y) * along_x(0, k) + y * along_x(down, k);
  };
  return (1 - z) * along_y(0) + z * along_y(far);
}

double fraction(std::int64_t step, std::int64_t count) {
  return count > 1 ? static_cast<double>(step) / static_cast<double>(count - 1) : 0;
}

bool is_linear(const Lattice& lattice, double tolerance_mm) {
  const auto& count = lattice.count;
  for (int k = 0; k < count[2]; ++k) {
    for (int j = 0; j < count[1]; ++j) {
      for (int i = 0; i < count[0]; ++i) {
        const Vector3d expected = between_corners(lattice, fraction(i, count[0]),
                                                  fraction(j, count[1]), fraction(k, count[2]));
        if (!((lattice.at(i, j, k) - expected).norm() <= tolerance_mm)) return false;
      }
    }
  }
  return true;
}

template <class Visit>
void for_each_voxel(const Index3& size, const Visit& visit) {
  for (std::int64_t k = 0; k < size[2]; ++k) {
    for (std::int64_t j = 0; j < size[1]; ++j) {
      for (std::int64_t i = 0; i < size[0]; ++i) visit(i, j, k);
    }
  }
}

}  // namespace

struct GridMap::Block {
  Index3 begin, size;
  std::span<Vector3d> mapped;

  Vector3d& operator()(std::int64_t i, std::int64_t j, std::int64_t k) const {
    return mapped[static_cast<std::size_t>(i - begin[0] +
                                           size[0] * (j - begin[1] + size[1] * (k - begin[2])))];
  }
};

GridMap::GridMap(const Grid& grid, PointMap map, double tolerance_mm)
    : grid_(grid), map_(std::move(map)), tolerance_mm_(tolerance_mm) {
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const double voxels = kCell_mm / grid.spacing_mm[static_cast<Eigen::Index>(axis)];
    cell_[axis] = std::clamp<std::int64_t>(std::llround(std::min(voxels, 1e6)), 1, kMaxCell);
  }
}

Vector3d GridMap::at(const Vector3d& index) const {
  return map_(grid_.point_from_index(index));
}

void GridMap::map_block(const Index3& begin, const Index3& size, std::span<Vector3d> mapped) const {
  const Block block{begin, size, mapped};
  const Index3 cells{(size[0] + cell_[0] - 1) / cell_[0], (size[1] + cell_[1] - 1) / cell_[1],
                     (size[2] + cell_[2] - 1) / cell_[2]};
  for_each_voxel(cells, [&](std::int64_t i, std::int64_t j, std::int64_t k) {
    const Index3 first{i * cell_[0], j * cell_[1], k * cell_[2]};
    Index3 from, count;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      from[axis] = begin[axis] + first[axis];
      count[axis] = std::min(cell_[axis], size[axis] - first[axis]);
    }
    map_cell(from, count, block);
  });
}

void GridMap::map_cell(const Index3& begin, const Index3& size, const Block& block) const {
  Lattice lattice{{}, lattice_of(size)};
  const auto& count = lattice.count;
  // Where most voxels are lattice points, the check costs more than the others.
  if (3 * count[0] * count[1] * count[2] > 2 * size[0] * size[1] * size[2]) {
    map_each(begin, size, block);
    return;
  }
  std::size_t next = 0;
  for_each_voxel({count[0], count[1], count[2]},
                 [&](std::int64_t i, std::int64_t j, std::int64_t k) {
                   const Index3 step{i, j, k};
                   Vector3d index;
                   for (std::size_t axis = 0; axis < 3; ++axis) {
                     index[static_cast<Eigen::Index>(axis)] =
                         static_cast<double>(begin[axis]) +
                         fraction(step[axis], count[axis]) * static_cast<double>(size[axis] - 1);
                   }
                   lattice.nodes[next++] = at(index);
                 });
  if (is_linear(lattice, tolerance_mm_)) {
    for_each_voxel(size, [&](std::int64_t i, std::int64_t j, std::int64_t k) {
      block(begin[0] + i, begin[1] + j, begin[2] + k) = between_corners(
          lattice, fraction(i, size[0]), fraction(j, size[1]), fraction(k, size[2]));
    });
    return;
  }
  const Index3 parts{size[0] > 1 ? 2 : 1, size[1] > 1 ? 2 : 1, size[2] > 1 ? 2 : 1};
  for_each_voxel(parts, [&](std::int64_t i, std::int64_t j, std::int64_t k) {
    const Index3 part{i, j, k};
    Index3 from, voxels;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const std::int64_t middle = parts[axis] > 1 ? size[axis] / 2 : size[axis];
      from[axis] = begin[axis] + (part[axis] == 0 ? 0 : middle);
      voxels[axis] = part[axis] == 0 ? middle : size[axis] - middle;
    }
    map_cell(from, voxels, block);
  });
}

void GridMap::map_each(const Index3& begin, const Index3& size, const Block& block) const {
  for_each_voxel(size, [&](std::int64_t i, std::int64_t j, std::int64_t k) {
    const Vector3d index(static_cast<double>(begin[0] + i), static_cast<double>(begin[1] + j),
                         static_cast<double>(begin[2] + k));
    block(begin[0] + i, begin[1] + j, begin[2] + k) = at(index);
  });
}

}  // namespace transpine
