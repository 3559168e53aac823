// SPDX-License-Identifier: Apache-2.0
#include "core/registration/landmark_registration.h"

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/geometry/rotation.h"
#include "core/landmarks/spine_labels.h"
#include "core/landmarks/wanted.h"

namespace transpine {
namespace {

constexpr std::size_t kMinPoints = 3;
// Below the first the rotation is undefined to rounding, whatever spread is asked for; below the
// second it is poorly determined (paper-facts 2.4).
constexpr double kCollinearRatio = 1e-6;
constexpr double kPoorRatio = 0.1;
constexpr double kPosteriorOffset_mm = 45;
constexpr const char* kAxisWarning =
    "The points lie almost on a line: rotation about the spinal axis is poorly determined; add "
    "spinous process points.";

using Points = Eigen::Matrix3Xd;

/// Where the points' mass lies: centroid, principal axes (columns) and singular values.
struct Shape {
  Eigen::Vector3d centroid;
  Eigen::Matrix3d axes;
  Eigen::Vector3d singular_values;
  Eigen::Index count = 0;

  double axis_ratio() const {
    return singular_values[0] > 0 ? singular_values[1] / singular_values[0] : 0;
  }
  double spread_mm() const {
    return std::sqrt(singular_values.tail<2>().squaredNorm() / static_cast<double>(count));
  }
};

Shape shape_of(const Points& points) {
  Shape shape;
  shape.centroid = points.rowwise().mean();
  const Points centred = points.colwise() - shape.centroid;
  const Eigen::JacobiSVD<Eigen::MatrixXd> svd(centred, Eigen::ComputeThinU);
  shape.axes = Eigen::Matrix3d::Identity();
  shape.singular_values.setZero();
  const Eigen::Index rank = svd.singularValues().size();
  shape.axes.leftCols(rank) = svd.matrixU().leftCols(rank);
  shape.singular_values.head(rank) = svd.singularValues();
  shape.count = points.cols();
  return shape;
}

Rigid3 fit(const Points& from, const Points& to) {
  const Eigen::Vector3d from_centre = from.rowwise().mean();
  const Eigen::Vector3d to_centre = to.rowwise().mean();
  const Eigen::Matrix3d covariance =
      (to.colwise() - to_centre) * (from.colwise() - from_centre).transpose();
  const Eigen::Quaterniond rotation(nearest_rotation(covariance));
  return {rotation, to_centre - rotation * from_centre};
}

Points without(const Points& points, Eigen::Index left_out) {
  Points rest(3, points.cols() - 1);
  rest << points.leftCols(left_out), points.rightCols(points.cols() - left_out - 1);
  return rest;
}

LandmarkSet filtered(const LandmarkSet& points, const RegistrationOptions& options) {
  LandmarkSet kept;
  for (const auto& [key, p] : points) {
    if (is_wanted(options.subregions, key.subregion) &&
        is_wanted(options.vertebrae, key.vertebra)) {
      kept[key] = p;
    }
  }
  return kept;
}

std::string names_of(const LandmarkSet& points, const LandmarkSet& other) {
  constexpr std::size_t kShown = 6;
  std::string names;
  std::size_t count = 0;
  for (const auto& [key, p] : points) {
    if (other.contains(key)) continue;
    if (++count > kShown) continue;
    names += (names.empty() ? "" : ", ") + vertebra_name(key.vertebra) + " " +
             subregion_name(key.subregion);
  }
  if (count > kShown) names += " and " + std::to_string(count - kShown) + " more";
  return names;
}

Error too_few_error(const LandmarkSet& mr, const LandmarkSet& ct, std::size_t shared) {
  std::string remedy = "Add points until both images have at least three in common";
  const std::string missing_in_ct = names_of(mr, ct);
  const std::string missing_in_mr = names_of(ct, mr);
  if (!missing_in_ct.empty()) remedy += "; the CT lacks " + missing_in_ct;
  if (!missing_in_mr.empty()) remedy += "; the MR lacks " + missing_in_mr;
  return {"MR and CT share " + std::to_string(shared) + (shared == 1 ? " landmark" : " landmarks") +
              "; registration needs three.",
          remedy + "."};
}

Error collinear_error(double spread_mm) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f mm", spread_mm);
  return {std::string("The shared landmarks lie on one line (to within ") + text +
              "): rotation about the spinal axis is poorly determined.",
          "Add spinous process points."};
}

double expected_tre(const Shape& shape, double fre_mm, const Eigen::Vector3d& p) {
  const auto n = static_cast<double>(shape.count);
  // <FRE²> = (1 - 2/N) <FLE²>
  const double fle_squared = fre_mm * fre_mm / (1 - 2 / n);
  const Eigen::Vector3d offset = shape.axes.transpose() * (p - shape.centroid);
  double sum = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const double others = offset.squaredNorm() - offset[axis] * offset[axis];
    const double spread =
        (shape.singular_values.squaredNorm() - std::pow(shape.singular_values[axis], 2)) / n;
    if (spread > 0) sum += others / spread;
  }
  return std::sqrt(fle_squared / n * (1 + sum / 3));
}

double posterior_tre_mm(const Shape& shape, const LandmarkSet& mr, double fre_mm) {
  double sum = 0;
  int count = 0;
  for (const auto& [key, p] : mr) {
    if (!subregion::is_body(key.subregion)) continue;
    sum += expected_tre(shape, fre_mm, p + Eigen::Vector3d(0, kPosteriorOffset_mm, 0));
    ++count;
  }
  return count > 0 ? sum / count : 0;
}

void add_outlier_warning(RegistrationResult& result) {
  std::vector<double> residuals;
  for (const auto& point : result.points) residuals.push_back(point.residual_mm);
  std::nth_element(residuals.begin(), residuals.begin() + residuals.size() / 2, residuals.end());
  const double median_mm = residuals[residuals.size() / 2];
  const auto worst =
      std::max_element(result.points.begin(), result.points.end(),
                       [](const auto& a, const auto& b) { return a.residual_mm < b.residual_mm; });
  if (result.points.size() < 5 || worst->residual_mm < std::max(5.0, 3 * median_mm)) return;
  char text[32];
  std::snprintf(text, sizeof text, "%.1f mm", worst->residual_mm);
  result.warnings.push_back(vertebra_name(worst->key.vertebra) + " " +
                            subregion_name(worst->key.subregion) + " is off by " + text +
                            ", far more than the other points: check it, or leave it out.");
}

}  // namespace

OptionList options_of(RegistrationOptions& options) {
  OptionList list;
  list.add(options.subregions,
           {.key = "subregions",
            .label = "Points of each vertebra",
            .help = "Subregion ids that take part: 50 is the paper's one point, 50,42 its two "
                    "points; none = all that both images have."});
  list.add(options.vertebrae, {.key = "vertebrae",
                               .label = "Vertebrae",
                               .help = "VerSe ids of the vertebrae that take part; none = all."});
  return list;
}

Result<RegistrationResult> register_landmarks(const LandmarkSet& all_mr, const LandmarkSet& all_ct,
                                              const RegistrationOptions& options) {
  const LandmarkSet mr = filtered(all_mr, options);
  const LandmarkSet ct = filtered(all_ct, options);
  const auto keys = shared_keys(mr, ct);
  if (keys.size() < kMinPoints) return too_few_error(mr, ct, keys.size());

  const auto count = static_cast<Eigen::Index>(keys.size());
  Points from(3, count);
  Points to(3, count);
  LandmarkSet shared_mr;
  for (Eigen::Index i = 0; i < count; ++i) {
    const auto& key = keys[static_cast<std::size_t>(i)];
    from.col(i) = mr.at(key);
    to.col(i) = ct.at(key);
    shared_mr[key] = mr.at(key);
  }
  RegistrationResult result;
  const Shape shape = shape_of(from);
  result.axis_ratio = shape.axis_ratio();
  const Shape shape_in_ct = shape_of(to);
  result.spread_mm = std::min(shape.spread_mm(), shape_in_ct.spread_mm());
  if (std::min(result.axis_ratio, shape_in_ct.axis_ratio()) < kCollinearRatio ||
      result.spread_mm < options.min_spread_mm) {
    return collinear_error(result.spread_mm);
  }
  result.ct_from_mr = fit(from, to);
  double squares = 0;
  double loo_sum = 0;
  for (Eigen::Index i = 0; i < count; ++i) {
    PointResidual point;
    point.key = keys[static_cast<std::size_t>(i)];
    point.residual_mm = (result.ct_from_mr * from.col(i) - to.col(i)).norm();
    if (count > static_cast<Eigen::Index>(kMinPoints)) {
      const Rigid3 rest = fit(without(from, i), without(to, i));
      point.leave_one_out_mm = (rest * from.col(i) - to.col(i)).norm();
      loo_sum += *point.leave_one_out_mm;
    }
    squares += point.residual_mm * point.residual_mm;
    result.mean_residual_mm += point.residual_mm / static_cast<double>(count);
    result.max_residual_mm = std::max(result.max_residual_mm, point.residual_mm);
    result.points.push_back(point);
  }
  result.fre_mm = std::sqrt(squares / static_cast<double>(count));
  if (count > static_cast<Eigen::Index>(kMinPoints)) {
    result.tre_loo_mm = loo_sum / static_cast<double>(count);
  }
  result.expected_tre_posterior_mm = posterior_tre_mm(shape, shared_mr, result.fre_mm);
  if (result.axis_ratio < kPoorRatio) result.warnings.push_back(kAxisWarning);
  add_outlier_warning(result);
  return result;
}

Rigid3 centre_to_centre(const Grid& mr, const Grid& ct) {
  const auto centre = [](const Grid& grid) {
    return grid.point_from_index(
        (Eigen::Vector3d(static_cast<double>(grid.size[0]), static_cast<double>(grid.size[1]),
                         static_cast<double>(grid.size[2])) -
         Eigen::Vector3d::Ones()) /
        2);
  };
  return {Eigen::Quaterniond::Identity(), centre(ct) - centre(mr)};
}

double expected_tre_mm(const LandmarkSet& mr, double fre_mm, const Eigen::Vector3d& p_in_mr) {
  Points points(3, static_cast<Eigen::Index>(mr.size()));
  Eigen::Index column = 0;
  for (const auto& [key, p] : mr) points.col(column++) = p;
  return expected_tre(shape_of(points), fre_mm, p_in_mr);
}

}  // namespace transpine
