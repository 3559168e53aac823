// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

#include "core/geometry/rigid3.h"

namespace transpine {

using Points = Eigen::Matrix3Xd;

/// Where the mass of points lies: centroid, principal axes (columns) and singular values.
struct PointShape {
  Eigen::Vector3d centroid_mm;
  Eigen::Matrix3d axes;
  Eigen::Vector3d singular_values;
  Eigen::Index count = 0;

  /// Second by first singular value: how far the points are from a line.
  double axis_ratio() const;
  /// Root mean square distance from the main axis.
  double spread_mm() const;
  /// How many times less certain the worst determined rotation is than the best: the root of the
  /// ratio of the points' largest and smallest moment about a principal axis. 1 is ideal.
  double rotation_condition() const;
};

PointShape shape_of(const Points& points);

/// The rigid transform with the least weighted sum of squared distances, in closed form by SVD
/// without reflection (Arun 1987, Umeyama 1991). Weights are >= 0 and not all 0.
Rigid3 fit_rigid(const Points& from, const Points& to, const Eigen::VectorXd& weights);

/// |transform * from - to| by point, in mm.
Eigen::VectorXd residuals_mm(const Rigid3& to_from_from, const Points& from, const Points& to);

}  // namespace transpine
