// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QString>
#include <map>
#include <set>

#include "core/geometry/rigid3.h"
#include "core/image/volume.h"
#include "widgets/view/colour_map.h"

namespace transpine {

/// How the labels of a map are drawn.
struct LabelStyle {
  enum class Draw { fill, outline, both };

  Draw draw = Draw::fill;
  int outline_px = 2;  ///< In screen pixels, inside the label.
  std::set<int> hidden = {};
  std::map<int, QColor> colours = {};  ///< Instead of the usual ones.
  std::map<int, QString> names = {};   ///< Instead of those of vertebrae and their parts.

  bool operator==(const LabelStyle&) const = default;
};

/// One image or label map in a slice view.
struct SliceLayer {
  enum class Kind { image, labels };
  /// How an image mixes with what lies below it.
  enum class Mix { normal, add, lighten };

  Volume volume;
  Kind kind = Kind::image;
  QString name;
  Rigid3 view_from_volume = {};  ///< Places the image without resampling it.
  double window = 1;             ///< Width of the shown range, in the image's unit.
  double level = 0.5;            ///< Its middle.
  double opacity = 1;
  bool visible = true;
  ColourMap colours = ColourMap::gray;
  Mix mix = Mix::normal;
  bool interpolate = true;  ///< Linear between voxels; labels never are.
  LabelStyle labels = {};
  QString unit = {};  ///< "HU" or empty; for the read-out.

  /// The same voxels on the same grid: what was resliced of one is right for the other.
  bool shares_voxels_with(const SliceLayer& other) const {
    return volume.data() == other.volume.data() && volume.type() == other.volume.type() &&
           kind == other.kind && interpolate == other.interpolate &&
           volume.grid().same_as(other.volume.grid(), 0);
  }
};

}  // namespace transpine
