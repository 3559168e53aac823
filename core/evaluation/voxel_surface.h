// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "core/image/volume.h"
#include "core/surfaces/label_boxes.h"

namespace transpine {

/// How far the surfaces of two masks lie apart, as the Python package surface-distance defines it:
/// surface elements lie at the corners of voxels, each with its area (surfel_areas_mm2), and are as
/// far from the other surface as from its nearest element.
struct SurfaceScore {
  double hd95_mm = 0;  ///< Distance that 95 % of the area does not exceed; the larger direction.
  double assd_mm = 0;  ///< Mean distance over the area of both surfaces.
  double nsd = 0;      ///< Share of both surfaces' area within the tolerance of the other.
};

/// Compares the surface of one label in `predicted` with that of another in `reference`. Both are
/// uint8 on one grid, `predicted_box` and `reference_box` those of label_boxes. Only the voxels
/// around both are looked at.
SurfaceScore surface_score(const Volume& predicted, int predicted_label,
                           const LabelBox& predicted_box, const Volume& reference,
                           int reference_label, const LabelBox& reference_box,
                           const std::array<double, 256>& surfel_areas, double tolerance_mm);

}  // namespace transpine
