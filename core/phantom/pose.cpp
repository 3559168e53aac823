// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/pose.h"

#include <cmath>
#include <numbers>

namespace transpine {
namespace {

Eigen::Vector3d random_direction(RandomStream& random) {
  const double z = random.uniform(-1, 1);
  const double angle = random.uniform(0, 2 * std::numbers::pi);
  const double r = std::sqrt(1 - z * z);
  return {r * std::cos(angle), r * std::sin(angle), z};
}

}  // namespace

Rigid3 random_pose(RandomStream& random, const Eigen::Vector3d& center_mm, double rotation_deg,
                   double shift_mm) {
  const Eigen::Vector3d axis = random_direction(random);
  const double angle = random.uniform(0.5, 1) * rotation_deg;
  const Eigen::Vector3d shift = random_direction(random) * (random.uniform(0.3, 1) * shift_mm);
  return Rigid3::about(center_mm, axis, angle, shift - center_mm);
}

}  // namespace transpine
