// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <vector>

#include "widgets/view/measure_set.h"
#include "widgets/view/slice_layer.h"

namespace transpine {

/// The result of a measure over the visible images: length, angle, or for each image the mean and
/// deviation in the ellipse.
QString measure_text(const Measure& measure, const std::vector<SliceLayer>& layers);

/// The values of an image along a profile: distance from its start in mm, and value.
struct ProfileCurve {
  QString name;
  QString unit;
  std::vector<double> distance_mm;
  std::vector<double> values;
};

/// One curve for each visible image, sampled every half of its smallest voxel; values outside of an
/// image are left out.
std::vector<ProfileCurve> profile_curves(const Measure& profile,
                                         const std::vector<SliceLayer>& layers);

}  // namespace transpine
