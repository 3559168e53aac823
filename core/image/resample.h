// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/geometry/rigid3.h"
#include "core/image/grid_map.h"
#include "core/image/volume.h"

namespace transpine {

enum class Interpolation { linear, cubic_bspline, nearest };

/// The moving image on another grid: the value at target point p is the moving image's at
/// moving_from_target * p. Cubic B-spline is true interpolation (prefiltered, mirror border, as
/// ITK's BSplineInterpolateImageFunction): it passes through the voxels. Points farther than half a
/// voxel outside the moving grid get `outside_value`; non-finite voxels count as `outside_value`.
/// The result is float32 (float64 from float64), with `nearest` of the moving image's own type:
/// take that for labels. Errors: cancelled; not enough memory.
Result<Volume> resample(const Volume& moving, const Grid& target, const Rigid3& moving_from_target,
                        Interpolation interpolation, double outside_value, JobContext& job);

/// The same through any map of points, taken to 0.05 mm where it is smooth (see GridMap).
Result<Volume> resample_mapped(const Volume& moving, const Grid& target,
                               const PointMap& moving_from_target, Interpolation interpolation,
                               double outside_value, JobContext& job);

/// The grid with its axes permuted and flipped to grow toward the given sides ("RIP": axis 0 to
/// the right, 1 inferior, 2 posterior), describing the same voxels. Absent for no such letters.
Result<Grid> reoriented_grid(const Grid& grid, const std::string& orientation);
/// The same for an image: voxels are moved, never interpolated.
Result<Volume> reorient(const Volume& volume, const std::string& orientation);

/// The part [begin, begin + size) of an image.
Volume cropped(const Volume& volume, const Index3& begin, const Index3& size);

}  // namespace transpine
