// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/options.h"
#include "core/base/result.h"
#include "core/geometry/rigid3.h"
#include "core/image/grid.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

struct RegistrationOptions {
  /// Subregions whose points take part: {50} is the paper's one point for a vertebra, {50, 42} its
  /// two points; empty = all that both images have.
  std::vector<int> subregions;
  std::vector<int> vertebrae;  ///< VerSe ids; empty = all.
  /// Root mean square distance of the points from their main axis below which the rotation about it
  /// would follow from the error of placing them alone: a point is hardly placed better than this.
  double min_spread_mm = 0.5;
  /// How much a pair counts, where not 1; 0 leaves it out.
  std::map<LandmarkKey, double> weights;
  /// The largest share of the pairs that may be set aside as outliers (trimming.h); 0 = none.
  double trim_fraction = 0;
};

OptionList options_of(RegistrationOptions& options);

struct PointResidual {
  LandmarkKey key;
  double residual_mm = 0;  ///< |ct_from_mr * p_in_mr - p_in_ct|.
  /// The error at this point of the transform fitted without it; absent when fewer than 3 remain.
  std::optional<double> leave_one_out_mm;
};

struct RegistrationResult {
  Rigid3 ct_from_mr;
  std::vector<PointResidual> points;  ///< The pairs that took part, in key order.
  /// What trimming set aside, the worst first; `leave_one_out_mm` equals the residual.
  std::vector<PointResidual> outliers;
  double mean_residual_mm = 0;
  double max_residual_mm = 0;
  double fre_mm = 0;                 ///< Root mean square residual.
  std::optional<double> tre_loo_mm;  ///< Mean leave-one-out error.
  /// Second by first singular value of the centred MR points: how far they are from a line.
  double axis_ratio = 0;
  /// PointShape::rotation_condition of the MR points: about 1 is good, above 10 one rotation is
  /// hardly determined.
  double rotation_condition = 0;
  /// Root mean square distance from their main axis, of the image where it is less.
  double spread_mm = 0;
  /// Expected error 45 mm behind the bodies, where the posterior elements lie (Fitzpatrick et al.,
  /// IEEE TMI 17(5), 1998, eq. 46, with the FLE estimated from the FRE).
  double expected_tre_posterior_mm = 0;
  std::vector<std::string> warnings;
};

/// Least-squares rigid transform from MR to CT points, in closed form by SVD without reflection
/// (Arun 1987, Umeyama 1991; the same minimum as Horn 1987), without scale. By default with equal
/// weights and without outlier rejection (paper-facts 2.4). Needs three shared points that do not
/// lie on a line (`min_spread_mm`); nearly collinear points (axis_ratio < 0.1) give a warning.
/// Residuals and their figures do not depend on weights. Errors say which points are missing.
Result<RegistrationResult> register_landmarks(const LandmarkSet& mr, const LandmarkSet& ct,
                                              const RegistrationOptions& options = {});

/// The points of `points` that the options let take part.
LandmarkSet chosen_points(const LandmarkSet& points, const RegistrationOptions& options);
/// The weight of a pair: the options', else 1.
double weight_of(const RegistrationOptions& options, LandmarkKey key);
/// What to say of points that lie almost on a line.
std::optional<std::string> line_warning(double axis_ratio);
/// Why fewer than three shared points do not register: which points to add where.
Error too_few_points_error(const LandmarkSet& mr, const LandmarkSet& ct, std::size_t shared);

/// The starting point without landmarks: image centre on image centre, no rotation.
Rigid3 centre_to_centre(const Grid& mr, const Grid& ct);

/// Root mean square error that registration by the points of `mr` is expected to have at `p_in_mr`
/// when their fiducial registration error is `fre_mm`.
double expected_tre_mm(const LandmarkSet& mr, double fre_mm, const Eigen::Vector3d& p_in_mr);

}  // namespace transpine
