// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

#include "core/geometry/rigid3.h"
#include "core/image/volume.h"

namespace transpine {

/// The voxel's value at a place of the image's frame; absent outside of the image.
std::optional<double> voxel_value_at(const Volume& volume, const Eigen::Vector3d& p_mm);

/// Linear values of an image along the line from `a_mm` to `b_mm`, `count` places (2 or more) with
/// both ends. Places are in a frame that `image_from_frame` takes to the image's; NaN outside.
std::vector<double> line_profile(const Volume& volume, const Eigen::Vector3d& a_mm,
                                 const Eigen::Vector3d& b_mm, int count,
                                 const Rigid3& image_from_frame = {});

/// An ellipse in a plane: its half axes as vectors at right angles.
struct PlaneEllipse {
  Eigen::Vector3d centre_mm, u_mm, v_mm;
};

/// Over places in the image; `count` is 0 and the rest NaN when there are none.
struct RegionStatistics {
  std::int64_t count = 0;
  double mean = 0;
  double sd = 0;  ///< With n - 1; 0 for a single place.
  double minimum = 0;
  double maximum = 0;
};

/// Linear values on a lattice of `step_mm` within the ellipse. The lattice is made coarser where it
/// would have more than a quarter of a million places.
RegionStatistics ellipse_statistics(const Volume& volume, const PlaneEllipse& ellipse,
                                    double step_mm, const Rigid3& image_from_frame = {});

}  // namespace transpine
