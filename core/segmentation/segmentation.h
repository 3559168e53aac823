// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/image/volume.h"

namespace transpine {

/// A segmentation on the grid of the image it was made from.
struct Segmentation {
  Volume vertebrae;   ///< uint8, VerSe vertebra ids.
  Volume subregions;  ///< uint8, subregion ids; 0 in a sacrum, and where a segmenter tells none.
  /// For people: how the levels were found, and what they should check.
  std::vector<std::string> notes = {};
};

}  // namespace transpine
