// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <QString>

namespace transpine {

/// A coordinate as people say it: "L 12.5" on axis 0, "A 3.0" on axis 1, "S 40.0" on axis 2; in LPS
/// millimetres, one decimal.
QString side_text(double mm, int axis);

/// All three: "L 12.5  A 3.0  S 40.0".
QString place_text(const Eigen::Vector3d& p_mm);

}  // namespace transpine
