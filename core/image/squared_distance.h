// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <span>

#include "core/image/grid.h"

namespace transpine {

/// Distance transform in place, x fastest: each value becomes the least over all places of that
/// place's value plus the squared distance to it in mm². With 0 at some places and infinity
/// elsewhere: the squared distance to the nearest of them. Exact, by lower envelopes of parabolas
/// axis by axis (Felzenszwalb & Huttenlocher 2012). T: float or double.
template <class T>
void spread_squares_mm2(std::span<T> squares, const Index3& size,
                        const Eigen::Vector3d& spacing_mm);

}  // namespace transpine
