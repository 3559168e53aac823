// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "core/geometry/rigid3.h"
#include "core/image/volume.h"

namespace transpine {

/// One image or label map in a slice view.
struct SliceLayer {
  enum class Kind { image, labels };
  enum class Colours { gray, warm, cool };

  Volume volume;
  Kind kind = Kind::image;
  QString name;
  Rigid3 view_from_volume = {};  ///< Places the image without resampling it.
  double window = 1;             ///< Width of the shown range, in the image's unit.
  double level = 0.5;            ///< Its middle.
  double opacity = 1;
  bool visible = true;
  Colours colours = Colours::gray;
  QString unit = {};  ///< "HU" or empty; for the read-out.
};

}  // namespace transpine
