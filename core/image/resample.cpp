// SPDX-License-Identifier: Apache-2.0
#include "core/image/resample.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <span>
#include <vector>

#include "core/base/parallel.h"
#include "core/image/bspline.h"
#include "core/image/linear.h"
#include "core/image/resample_rows.h"

namespace transpine {
namespace {

/// Maps target indices to continuous moving indices: index = matrix * target + offset.
struct IndexMap {
  Eigen::Matrix3d matrix;
  Eigen::Vector3d offset;
};

IndexMap index_map(const Grid& moving, const Grid& target, const Rigid3& moving_from_target) {
  const auto moving_index = [&](const Eigen::Vector3d& target_index) -> Eigen::Vector3d {
    return moving.index_from_point(moving_from_target * target.point_from_index(target_index));
  };
  IndexMap map;
  map.offset = moving_index(Eigen::Vector3d::Zero());
  for (int axis = 0; axis < 3; ++axis) {
    map.matrix.col(axis) = moving_index(Eigen::Vector3d::Unit(axis)) - map.offset;
  }
  return map;
}

RowMap row_map(const IndexMap& map) {
  return {1, 1, [map](const Index3& begin, const Index3&, std::span<Eigen::Vector3d> row) {
            const Eigen::Vector3d start = map.offset +
                                          map.matrix.col(1) * static_cast<double>(begin[1]) +
                                          map.matrix.col(2) * static_cast<double>(begin[2]);
            for (std::size_t i = 0; i < row.size(); ++i) {
              row[i] = start + map.matrix.col(0) * static_cast<double>(i);
            }
          }};
}

RowMap row_map(const Grid& moving, const Grid& target, const PointMap& moving_from_target) {
  const GridMap map(target, moving_from_target);
  return {map.cell()[1], map.cell()[2],
          [=](const Index3& begin, const Index3& size, std::span<Eigen::Vector3d> indices) {
            map.map_block(begin, size, indices);
            for (Eigen::Vector3d& p : indices) p = moving.index_from_point(p);
          }};
}

/// Calls `set(offset, index)` for every target voxel that lies in the moving grid, in parallel over
/// slabs; false when the job was cancelled. The order of voxels within a slab is fixed.
template <class Set>
bool for_each_inside(const Volume& moving, const Grid& target, const RowMap& map, JobContext& job,
                     const Set& set) {
  const auto& size = target.size;
  const double slices = static_cast<double>(size[2]);
  const std::int64_t bundles = (size[1] + map.rows - 1) / map.rows;
  // Slab by slab, so that the caller's thread can report and answer a cancel between them.
  const std::int64_t slab = map.slices * std::max<std::int64_t>(1, 4 * thread_count() / map.slices);
  for (std::int64_t first = 0; first < size[2]; first += slab) {
    if (!job.checkpoint(static_cast<double>(first) / slices, "Resampling")) return false;
    const std::int64_t count = std::min(slab, size[2] - first);
    const std::int64_t layers = (count + map.slices - 1) / map.slices;
    // Rows, not slices, are shared out: a volume of few slices keeps all threads busy.
    parallel_for(layers * bundles, [&](std::int64_t begin, std::int64_t end) {
      std::vector<Eigen::Vector3d> indices;
      for (std::int64_t bundle = begin; bundle < end; ++bundle) {
        // A map can be slow: a cancel is answered bundle by bundle.
        if (job.stop_requested()) return;
        const Index3 from{0, bundle % bundles * map.rows, first + bundle / bundles * map.slices};
        const Index3 voxels{size[0], std::min(map.rows, size[1] - from[1]),
                            std::min(map.slices, first + count - from[2])};
        indices.resize(static_cast<std::size_t>(voxels[0] * voxels[1] * voxels[2]));
        map.indices_of(from, voxels, indices);
        const Eigen::Vector3d* index = indices.data();
        for (std::int64_t k = from[2]; k < from[2] + voxels[2]; ++k) {
          for (std::int64_t j = from[1]; j < from[1] + voxels[1]; ++j) {
            for (std::int64_t i = 0; i < size[0]; ++i, ++index) {
              if (is_inside_voxels(*index, moving.grid().size, map.edge_voxels))
                set(target.offset(i, j, k), *index);
            }
          }
        }
      }
    });
  }
  return !job.stop_requested();
}

template <class T>
void fill(Volume& volume, T value) {
  auto values = volume.values<T>();
  std::fill(values.begin(), values.end(), value);
}

Result<Volume> resample_nearest(const Volume& moving, const Grid& target, const RowMap& map,
                                double outside_value, JobContext& job) {
  Volume outside(Grid{{1, 1, 1}}, ScalarType::float64);
  outside.values<double>()[0] = outside_value;
  outside = outside.as(moving.type());
  Volume result(target, moving.type());
  const bool finished = visit_values(moving, [&](auto from) {
    using T = std::remove_const_t<typename decltype(from)::element_type>;
    auto to = result.values<T>();
    std::fill(to.begin(), to.end(), outside.values<T>()[0]);
    const Grid& grid = moving.grid();
    return for_each_inside(
        moving, target, map, job, [&](std::int64_t offset, const Eigen::Vector3d& index) {
          Index3 nearest;
          for (std::size_t axis = 0; axis < 3; ++axis) {
            nearest[axis] = std::clamp<std::int64_t>(
                static_cast<std::int64_t>(std::floor(index[static_cast<int>(axis)] + 0.5)), 0,
                grid.size[axis] - 1);
          }
          to[static_cast<std::size_t>(offset)] =
              from[static_cast<std::size_t>(grid.offset(nearest[0], nearest[1], nearest[2]))];
        });
  });
  if (!finished) return cancelled_error();
  return result;
}

/// The moving voxels as T with non-finite ones replaced.
template <class T>
Volume finite_copy(const Volume& moving, double outside_value) {
  Volume copy = moving.as(scalar_type_of<T>());
  if (copy.shared_bytes() == moving.shared_bytes()) copy = moving.clone();
  for (T& value : copy.values<T>()) {
    if (!std::isfinite(value)) value = static_cast<T>(outside_value);
  }
  return copy;
}

template <class T>
Result<Volume> resample_smooth(const Volume& moving, const Grid& target, const RowMap& map,
                               bool cubic, double outside_value, JobContext& job) {
  Volume source = finite_copy<T>(moving, outside_value);
  if (cubic) bspline_prefilter(source.values<T>(), source.grid().size);
  if (!job.checkpoint()) return cancelled_error();
  Volume result(target, scalar_type_of<T>());
  fill(result, static_cast<T>(outside_value));
  auto to = result.values<T>();
  const T* from = std::as_const(source).values<T>().data();
  const auto set = [&](std::int64_t offset, const Eigen::Vector3d& index) {
    to[static_cast<std::size_t>(offset)] =
        static_cast<T>(cubic ? bspline_value(from, source.grid().size, index)
                             : linear_value(from, source.grid(), index));
  };
  if (!for_each_inside(source, target, map, job, set)) return cancelled_error();
  return result;
}

}  // namespace

Result<Volume> resample_rows(const Volume& moving, const Grid& target, const RowMap& map,
                             Interpolation interpolation, double outside_value, JobContext& job) {
  try {
    if (interpolation == Interpolation::nearest) {
      return resample_nearest(moving, target, map, outside_value, job);
    }
    const bool cubic = interpolation == Interpolation::cubic_bspline;
    return moving.type() == ScalarType::float64
               ? resample_smooth<double>(moving, target, map, cubic, outside_value, job)
               : resample_smooth<float>(moving, target, map, cubic, outside_value, job);
  } catch (const std::bad_alloc&) {
    return Error{"The resampled image (" + target.description() + ") does not fit into memory.",
                 "Choose a coarser or smaller grid."};
  }
}

Result<Volume> resample(const Volume& moving, const Grid& target, const Rigid3& moving_from_target,
                        Interpolation interpolation, double outside_value, JobContext& job) {
  return resample_rows(moving, target,
                       row_map(index_map(moving.grid(), target, moving_from_target)), interpolation,
                       outside_value, job);
}

Result<Volume> resample_mapped(const Volume& moving, const Grid& target,
                               const PointMap& moving_from_target, Interpolation interpolation,
                               double outside_value, JobContext& job) {
  return resample_rows(moving, target, row_map(moving.grid(), target, moving_from_target),
                       interpolation, outside_value, job);
}

}  // namespace transpine
