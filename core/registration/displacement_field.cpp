// SPDX-License-Identifier: Apache-2.0
#include "core/registration/displacement_field.h"

#include <new>

#include "core/base/parallel.h"

namespace transpine {

Result<VectorField> displacement_field(const Grid& a, const PointMap& b_from_a, JobContext& job) {
  VectorField field{a, {}};
  const auto count = static_cast<std::size_t>(a.voxel_count());
  try {
    field.components.resize(3 * count);
  } catch (const std::bad_alloc&) {
    return Error{"The displacement field (" + a.description() + ") does not fit into memory.",
                 "Choose a coarser or smaller grid."};
  }
  for (std::int64_t k = 0; k < a.size[2]; ++k) {
    if (!job.checkpoint(static_cast<double>(k) / static_cast<double>(a.size[2]),
                        "Displacement field")) {
      return cancelled_error();
    }
    parallel_for(a.size[1], [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t j = begin; j < end; ++j) {
        for (std::int64_t i = 0; i < a.size[0]; ++i) {
          const Eigen::Vector3d p = a.point_from_index(
              {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
          const Eigen::Vector3d moved = b_from_a(p) - p;
          const auto at = static_cast<std::size_t>(a.offset(i, j, k));
          for (std::size_t axis = 0; axis < 3; ++axis) {
            field.components[axis * count + at] =
                static_cast<float>(moved[static_cast<Eigen::Index>(axis)]);
          }
        }
      }
    });
  }
  return field;
}

}  // namespace transpine
