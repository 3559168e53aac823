// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

#include "core/base/random.h"
#include "core/geometry/rigid3.h"
#include "core/landmarks/landmark_set.h"

namespace transpine::testing {

inline constexpr int kFirstLevel = 8;

inline Eigen::Vector3d random_vector(RandomStream& random, double sd) {
  return {random.normal(0, sd), random.normal(0, sd), random.normal(0, sd)};
}

inline Rigid3 random_rigid(RandomStream& random) {
  return Rigid3::about(random_vector(random, 100), random_vector(random, 1),
                       random.uniform(-170, 170), random_vector(random, 80));
}

/// Bodies along a slightly curved column and spinous processes 55 mm behind them.
inline LandmarkSet spine(int vertebrae, bool with_processes) {
  LandmarkSet points;
  for (int i = 0; i < vertebrae; ++i) {
    const Eigen::Vector3d body(1.5 * std::sin(0.8 * i), 6 * std::sin(0.3 * i), -30.0 * i);
    points[{kFirstLevel + i, 50}] = body;
    if (with_processes) points[{kFirstLevel + i, 42}] = body + Eigen::Vector3d(1, 55, -12);
  }
  return points;
}

inline LandmarkSet moved(const LandmarkSet& points, const Rigid3& b_from_a, double noise_mm,
                         RandomStream& random) {
  LandmarkSet result;
  for (const auto& [key, p] : points) {
    result[key] = b_from_a * p + random_vector(random, noise_mm / std::sqrt(3.0));
  }
  return result;
}

}  // namespace transpine::testing
