// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <QString>

#include "core/image/grid.h"

namespace transpine {

enum class ViewPlane { axial, sagittal, coronal };

/// How pictures lie on the screen.
struct DisplayConvention {
  bool radiological = true;   ///< Patient right on the left of axial and coronal slices.
  bool anterior_left = true;  ///< Anterior on the left of sagittal slices.

  bool operator==(const DisplayConvention&) const = default;
};

/// Unit vectors of a picture in the view's frame; `toward` points out of the screen.
struct PictureAxes {
  Eigen::Vector3d right, up, toward;
};

/// `patient_axes` has the directions called left, posterior and superior as columns: the identity
/// for the patient's own, an image's for its grid, a vertebra's for a cut along it.
PictureAxes picture_axes(ViewPlane plane, const Eigen::Matrix3d& patient_axes,
                         const DisplayConvention& convention);

/// The patient side a direction in LPS points to. Oblique directions have up to three letters, the
/// largest part first: "P", "PS", "PSL". A part below 10 degrees has no letter.
QString direction_letters(const Eigen::Vector3d& direction);

/// The grid's own directions, each under the patient axis that it is nearest to; right-handed.
Eigen::Matrix3d axes_of_grid(const Grid& grid);

}  // namespace transpine
