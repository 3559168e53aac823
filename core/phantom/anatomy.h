// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace transpine {

/// Typical adult size of one vertebra and of the disc below it, in millimetres and degrees.
/// Round figures of the right order for an adult, not taken from one study: a phantom's
/// plausibility, not morphometry, is their purpose.
struct LevelDimensions {
  int vertebra = 0;
  double depth = 0;   ///< Of the body, front to back.
  double width = 0;   ///< Of the body.
  double height = 0;  ///< Of the body.
  double disc = 0;    ///< Height of the disc below.
  double canal_width = 0;
  double canal_depth = 0;
  double pedicle_width = 0;
  double pedicle_height = 0;
  double transverse_span = 0;   ///< Tip to tip.
  double spinous_length = 0;    ///< From the canal's rear wall to the tip.
  double spinous_drop_deg = 0;  ///< Below the horizontal of the vertebra.
  double pitch_deg = 0;         ///< Forward lean of the vertebra's axis.
  double cord_width = 0;        ///< 0 below the conus.
  double cord_depth = 0;
};

/// From head to foot: C1-C7, T1-T12, T13, L1-L6, sacrum.
const std::vector<LevelDimensions>& typical_levels();

}  // namespace transpine
