// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <span>

#include "core/image/grid.h"

namespace transpine {

/// Turns voxels (x fastest) into the coefficients of the interpolating cubic B-spline, in place, by
/// recursive filters with pole sqrt(3) - 2 and mirror border (Unser, IEEE SPM 16(6), 1999), axis by
/// axis and in parallel. Axes of one voxel are left alone.
template <class T>
void bspline_prefilter(std::span<T> values, const Index3& size);

/// The four coefficients along an axis of n > 0 that make the spline's value at a continuous index,
/// mirrored at the border.
struct BsplineTaps {
  std::array<std::int64_t, 4> at;
  std::array<double, 4> weight;
};
BsplineTaps bspline_taps(double index, std::int64_t n);

/// The spline's value at a continuous index within half a voxel of the grid.
template <class T>
double bspline_value(const T* coefficients, const Index3& size, const Eigen::Vector3d& index);

}  // namespace transpine
