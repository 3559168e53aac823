// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <compare>
#include <map>
#include <vector>

namespace transpine {

/// Which point of the spine: a VerSe vertebra id and a subregion id (spine_labels.h).
struct LandmarkKey {
  int vertebra = 0;
  int subregion = 0;

  auto operator<=>(const LandmarkKey&) const = default;
};

/// Points of one image by key, in LPS millimetres of that image's frame.
using LandmarkSet = std::map<LandmarkKey, Eigen::Vector3d>;

/// The keys that both sets have, in order.
std::vector<LandmarkKey> shared_keys(const LandmarkSet& a, const LandmarkSet& b);

}  // namespace transpine
