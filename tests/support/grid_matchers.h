// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gmock/gmock.h>

#include "core/geometry/rigid3.h"
#include "core/image/grid.h"

namespace transpine::testing {

/// The grid has the given grid's size, and its corners lie within `tolerance_mm` of the other's.
MATCHER_P2(GridEq, expected, tolerance_mm, "is the grid " + expected.description()) {
  const Grid& actual = arg;
  if (actual.same_as(expected, tolerance_mm)) return true;
  *result_listener << actual.description() << ", origin " << actual.origin_mm.transpose()
                   << " instead of " << expected.origin_mm.transpose() << ", direction\n"
                   << actual.direction << "\ninstead of\n"
                   << expected.direction;
  return false;
}

/// The transform differs from the given one by at most this rotation and this shift at the origin.
MATCHER_P3(RigidNear, expected, max_rotation_deg, max_translation_mm, "is near the transform") {
  const Rigid3& actual = arg;
  const double rotation_deg =
      Rigid3(expected.rotation().conjugate() * actual.rotation(), Eigen::Vector3d::Zero())
          .angle_deg();
  const double translation_mm = (actual.translation_mm() - expected.translation_mm()).norm();
  *result_listener << "off by " << rotation_deg << " degrees and " << translation_mm << " mm";
  return rotation_deg <= max_rotation_deg && translation_mm <= max_translation_mm;
}

}  // namespace transpine::testing
