// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/registration/point_fit.h"

namespace transpine {

/// Residuals up to this are never outliers: points are hardly placed better.
inline constexpr double kOutlierFloor_mm = 2;
/// How many times the median residual an outlier's is.
inline constexpr double kOutlierMedians = 3;

/// The indices of the points that are far off the rigid motion of the rest, worst first: at most
/// `largest_share` of the points, and at least three remain.
///
/// Least trimmed squares (Rousseeuw 1984): the motion with the least sum of squared residuals over
/// the best (1 - largest_share) of the points is searched from random triples by concentration
/// steps (FAST-LTS, Rousseeuw & Van Driessen 2006). Outliers are those of the other points whose
/// residual is more than kOutlierMedians times the median residual and than kOutlierFloor_mm; the
/// motion is fitted anew to all but the outliers until these stay the same. Equal input gives equal
/// output.
std::vector<Eigen::Index> rigid_outliers(const Points& from, const Points& to,
                                         const Eigen::VectorXd& weights, double largest_share);

}  // namespace transpine
