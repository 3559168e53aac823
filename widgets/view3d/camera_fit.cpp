// SPDX-License-Identifier: Apache-2.0
#include "widgets/view3d/camera_fit.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace transpine {
namespace {

constexpr double kRoom = 1.06;

double tangent() {
  return std::tan(kViewAngle_deg / 2 * std::numbers::pi / 180);
}

}  // namespace

double half_height_at(double distance_mm) {
  return distance_mm * tangent();
}

double distance_for(double half_height_mm) {
  return half_height_mm / tangent();
}

CameraPose fitted(const CameraPose& pose, const std::array<double, 6>& bounds_mm, double aspect) {
  const Eigen::Vector3d low(bounds_mm[0], bounds_mm[2], bounds_mm[4]);
  const Eigen::Vector3d high(bounds_mm[1], bounds_mm[3], bounds_mm[5]);
  const Eigen::Vector3d toward = (pose.position_mm - pose.focus_mm).normalized();
  const Eigen::Vector3d right = pose.up.cross(toward).normalized();
  const Eigen::Vector3d up = toward.cross(right);
  double half_height = 1e-3;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d offset = (high - low) / 2;
    for (int axis = 0; axis < 3; ++axis) {
      if (corner >> axis & 1) offset[axis] = -offset[axis];
    }
    // What lies nearer than the focus looks larger in perspective.
    const double nearer = pose.orthographic ? 0 : half_height_at(offset.dot(toward));
    half_height = std::max({half_height, std::abs(offset.dot(up)) + nearer,
                            std::abs(offset.dot(right)) / aspect + nearer});
  }
  CameraPose result = pose;
  result.focus_mm = (low + high) / 2;
  result.half_height_mm = kRoom * half_height;
  result.position_mm = result.focus_mm + distance_for(result.half_height_mm) * toward;
  result.up = up;
  return result;
}

}  // namespace transpine
