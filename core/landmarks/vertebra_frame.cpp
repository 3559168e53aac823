// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/vertebra_frame.h"

#include <Eigen/Geometry>
#include <algorithm>

#include "core/landmarks/spine_labels.h"

namespace transpine {

std::vector<int> vertebrae_with_body(const LandmarkSet& points) {
  std::vector<int> vertebrae;
  for (const auto& [key, p] : points) {
    if (key.subregion == subregion::kBody) vertebrae.push_back(key.vertebra);
  }
  std::sort(vertebrae.begin(), vertebrae.end(), is_cranial_to);
  return vertebrae;
}

std::optional<VertebraFrame> vertebra_frame(const LandmarkSet& points, int vertebra) {
  const auto body = points.find({vertebra, subregion::kBody});
  const auto spinous = points.find({vertebra, subregion::kSpinousProcess});
  if (body == points.end() || spinous == points.end()) return std::nullopt;
  const Eigen::Vector3d back = spinous->second - body->second;
  if (back.norm() < 1) return std::nullopt;
  const auto order = vertebrae_with_body(points);
  const auto at = std::find(order.begin(), order.end(), vertebra);
  const int above = at == order.begin() ? vertebra : *(at - 1);
  const int below = at + 1 == order.end() ? vertebra : *(at + 1);
  Eigen::Vector3d up = Eigen::Vector3d::UnitZ();
  if (above != below) {
    up = points.at({above, subregion::kBody}) - points.at({below, subregion::kBody});
  }
  VertebraFrame frame;
  frame.centre_mm = body->second;
  const Eigen::Vector3d posterior = back.normalized();
  up -= posterior * posterior.dot(up);
  if (up.norm() < 1e-6) return std::nullopt;
  const Eigen::Vector3d superior = up.normalized();
  frame.axes << posterior.cross(superior), posterior, superior;
  return frame;
}

}  // namespace transpine
