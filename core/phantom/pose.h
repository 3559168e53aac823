// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/random.h"
#include "core/geometry/rigid3.h"

namespace transpine {

/// A patient's pose in a scanner: `center` comes to the origin, then a rotation of half to all of
/// `rotation_deg` about a random axis and a shift of 30 to 100 % of `shift_mm`.
Rigid3 random_pose(RandomStream& random, const Eigen::Vector3d& center_mm, double rotation_deg,
                   double shift_mm);

}  // namespace transpine
