// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/view_axes.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>

namespace transpine {

PictureAxes picture_axes(ViewPlane plane, const Eigen::Matrix3d& patient_axes,
                         const DisplayConvention& convention) {
  const Eigen::Vector3d left = patient_axes.col(0);
  const Eigen::Vector3d posterior = patient_axes.col(1);
  const Eigen::Vector3d superior = patient_axes.col(2);
  PictureAxes axes;
  axes.right = convention.radiological ? left : Eigen::Vector3d(-left);
  axes.up = superior;
  if (plane == ViewPlane::axial) axes.up = -posterior;
  if (plane == ViewPlane::sagittal) {
    axes.right = convention.anterior_left ? posterior : Eigen::Vector3d(-posterior);
  }
  axes.toward = axes.right.cross(axes.up);
  return axes;
}

QString direction_letters(const Eigen::Vector3d& direction) {
  constexpr double sin_10_deg = 0.17364817766693033;
  static const char* const positive[] = {"L", "P", "S"};
  static const char* const negative[] = {"R", "A", "I"};
  std::array<int, 3> order{0, 1, 2};
  std::sort(order.begin(), order.end(),
            [&](int a, int b) { return std::abs(direction[a]) > std::abs(direction[b]); });
  QString letters;
  for (const int axis : order) {
    const double part = direction[axis] / direction.norm();
    if (!letters.isEmpty() && std::abs(part) < sin_10_deg) break;
    letters += QString::fromLatin1(part > 0 ? positive[axis] : negative[axis]);
  }
  return letters;
}

Eigen::Matrix3d axes_of_grid(const Grid& grid) {
  const auto nearest = grid.nearest_index_axes();
  Eigen::Matrix3d axes;
  for (int axis = 0; axis < 3; ++axis) {
    const Eigen::Vector3d direction = grid.direction.col(nearest[static_cast<std::size_t>(axis)]);
    axes.col(axis) = direction[axis] >= 0 ? direction : Eigen::Vector3d(-direction);
  }
  return axes;
}

}  // namespace transpine
