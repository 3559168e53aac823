// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/landmark_set.h"

namespace transpine {

std::vector<LandmarkKey> shared_keys(const LandmarkSet& a, const LandmarkSet& b) {
  std::vector<LandmarkKey> keys;
  for (const auto& entry : a) {
    if (b.contains(entry.first)) keys.push_back(entry.first);
  }
  return keys;
}

}  // namespace transpine
