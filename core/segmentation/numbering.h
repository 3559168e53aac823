// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/landmarks/landmark_set.h"
#include "core/segmentation/instances.h"

namespace transpine {

/// One vertebra that a user has named.
struct NamedPlace {
  int vertebra = 0;
  Eigen::Vector3d p_mm;
};

/// What is known about the levels, in the image's frame.
struct NumberingHints {
  LandmarkSet landmarks;
  std::optional<NamedPlace> named;
};

struct Numbering {
  std::vector<int> ids;  ///< VerSe ids of the vertebrae, from head to foot; 0 beyond C1 and L6.
  std::string how;       ///< A sentence.
  std::vector<std::string> warnings;
};

/// Numbers the vertebrae by the place that the user has named, else by the landmarks of bodies,
/// else from the sacrum up, with L5 above it; where nothing is known the lowest is called L5, with
/// a warning. T13 and L6 are only counted where landmarks or the named place are of them. Fails
/// where the named place lies on no vertebra.
Result<Numbering> number_instances(const Instances& found, const NumberingHints& hints);

}  // namespace transpine
