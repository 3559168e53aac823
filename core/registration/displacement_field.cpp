// SPDX-License-Identifier: Apache-2.0
#include "core/registration/displacement_field.h"

#include <algorithm>
#include <new>
#include <span>
#include <utility>
#include <vector>

#include "core/base/parallel.h"

namespace transpine {
namespace {

void write_displacements(VectorField& field, const Index3& from, const Index3& size,
                         std::span<const Eigen::Vector3d> mapped) {
  const auto count = static_cast<std::size_t>(field.grid.voxel_count());
  std::size_t next = 0;
  for (std::int64_t k = from[2]; k < from[2] + size[2]; ++k) {
    for (std::int64_t j = from[1]; j < from[1] + size[1]; ++j) {
      for (std::int64_t i = from[0]; i < from[0] + size[0]; ++i) {
        const Eigen::Vector3d p = field.grid.point_from_index(
            {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
        const Eigen::Vector3d moved = mapped[next++] - p;
        const auto at = static_cast<std::size_t>(field.grid.offset(i, j, k));
        for (std::size_t axis = 0; axis < 3; ++axis) {
          field.components[axis * count + at] =
              static_cast<float>(moved[static_cast<Eigen::Index>(axis)]);
        }
      }
    }
  }
}

}  // namespace

Result<VectorField> displacement_field(const Grid& a, const PointMap& b_from_a, JobContext& job) {
  VectorField field{a, {}};
  const auto count = static_cast<std::size_t>(a.voxel_count());
  try {
    field.components.resize(3 * count);
  } catch (const std::bad_alloc&) {
    return Error{"The displacement field (" + a.description() + ") does not fit into memory.",
                 "Choose a coarser or smaller grid."};
  }
  const GridMap map(a, b_from_a);
  const auto [rows, slices] = std::pair(map.cell()[1], map.cell()[2]);
  const std::int64_t bundles = (a.size[1] + rows - 1) / rows;
  for (std::int64_t first = 0; first < a.size[2]; first += slices) {
    if (!job.checkpoint(static_cast<double>(first) / static_cast<double>(a.size[2]),
                        "Displacement field")) {
      return cancelled_error();
    }
    parallel_for(bundles, [&](std::int64_t begin, std::int64_t end) {
      std::vector<Eigen::Vector3d> mapped;
      for (std::int64_t bundle = begin; bundle < end; ++bundle) {
        const Index3 from{0, bundle * rows, first};
        const Index3 size{a.size[0], std::min(rows, a.size[1] - from[1]),
                          std::min(slices, a.size[2] - first)};
        mapped.resize(static_cast<std::size_t>(size[0] * size[1] * size[2]));
        map.map_block(from, size, mapped);
        write_displacements(field, from, size, mapped);
      }
    });
  }
  return field;
}

}  // namespace transpine
