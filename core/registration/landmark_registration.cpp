// SPDX-License-Identifier: Apache-2.0
#include "core/registration/landmark_registration.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "core/landmarks/spine_labels.h"
#include "core/landmarks/wanted.h"
#include "core/registration/point_fit.h"
#include "core/registration/trimming.h"

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

Error collinear_error(double spread_mm) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f mm", spread_mm);
  return {std::string("The shared landmarks lie on one line (to within ") + text +
              "): rotation about the spinal axis is poorly determined.",
          "Add spinous process points."};
}

double expected_tre(const PointShape& shape, double fre_mm, const Eigen::Vector3d& p) {
  const auto n = static_cast<double>(shape.count);
  // <FRE²> = (1 - 2/N) <FLE²>
  const double fle_squared = fre_mm * fre_mm / (1 - 2 / n);
  const Eigen::Vector3d offset = shape.axes.transpose() * (p - shape.centroid_mm);
  double sum = 0;
  for (int axis = 0; axis < 3; ++axis) {
    const double others = offset.squaredNorm() - offset[axis] * offset[axis];
    const double spread =
        (shape.singular_values.squaredNorm() - std::pow(shape.singular_values[axis], 2)) / n;
    if (spread > 0) sum += others / spread;
  }
  return std::sqrt(fle_squared / n * (1 + sum / 3));
}

double posterior_tre_mm(const PointShape& shape, const LandmarkSet& mr, double fre_mm) {
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

/// The shared points as columns.
struct Pairs {
  std::vector<LandmarkKey> keys;
  Points mr;
  Points ct;
  Eigen::VectorXd weights;

  Eigen::Index count() const { return mr.cols(); }
  Pairs only(const std::vector<Eigen::Index>& kept) const {
    Pairs part{{}, mr(Eigen::all, kept), ct(Eigen::all, kept), weights(kept)};
    for (const Eigen::Index i : kept) part.keys.push_back(keys[static_cast<std::size_t>(i)]);
    return part;
  }
  Pairs without(const std::vector<Eigen::Index>& left_out) const {
    std::vector<Eigen::Index> kept;
    for (Eigen::Index i = 0; i < count(); ++i) {
      if (std::find(left_out.begin(), left_out.end(), i) == left_out.end()) kept.push_back(i);
    }
    return only(kept);
  }
};

Pairs pairs_of(const LandmarkSet& mr, const LandmarkSet& ct, const RegistrationOptions& options) {
  Pairs pairs;
  for (const LandmarkKey key : shared_keys(mr, ct)) {
    if (weight_of(options, key) > 0) pairs.keys.push_back(key);
  }
  const auto count = static_cast<Eigen::Index>(pairs.keys.size());
  pairs.mr.resize(3, count);
  pairs.ct.resize(3, count);
  pairs.weights.resize(count);
  for (Eigen::Index i = 0; i < count; ++i) {
    const LandmarkKey key = pairs.keys[static_cast<std::size_t>(i)];
    pairs.mr.col(i) = mr.at(key);
    pairs.ct.col(i) = ct.at(key);
    pairs.weights[i] = weight_of(options, key);
  }
  return pairs;
}

void add_figures(const Pairs& pairs, const PointShape& shape, RegistrationResult& result) {
  const auto count = static_cast<double>(pairs.count());
  const Eigen::VectorXd residuals = residuals_mm(result.ct_from_mr, pairs.mr, pairs.ct);
  LandmarkSet mr;
  double loo_sum = 0;
  for (Eigen::Index i = 0; i < pairs.count(); ++i) {
    PointResidual point{pairs.keys[static_cast<std::size_t>(i)], residuals[i], {}};
    if (pairs.count() > static_cast<Eigen::Index>(kMinPoints)) {
      const Pairs rest = pairs.without({i});
      const Rigid3 without_it = fit_rigid(rest.mr, rest.ct, rest.weights);
      point.leave_one_out_mm = (without_it * pairs.mr.col(i) - pairs.ct.col(i)).norm();
      loo_sum += *point.leave_one_out_mm;
    }
    mr[point.key] = pairs.mr.col(i);
    result.points.push_back(point);
  }
  result.mean_residual_mm = residuals.mean();
  result.max_residual_mm = residuals.maxCoeff();
  result.fre_mm = std::sqrt(residuals.squaredNorm() / count);
  if (pairs.count() > static_cast<Eigen::Index>(kMinPoints)) result.tre_loo_mm = loo_sum / count;
  result.expected_tre_posterior_mm = posterior_tre_mm(shape, mr, result.fre_mm);
}

void add_outliers(const Pairs& outliers, RegistrationResult& result) {
  for (Eigen::Index i = 0; i < outliers.count(); ++i) {
    const LandmarkKey key = outliers.keys[static_cast<std::size_t>(i)];
    const double error_mm = (result.ct_from_mr * outliers.mr.col(i) - outliers.ct.col(i)).norm();
    result.outliers.push_back({key, error_mm, error_mm});
    char text[32];
    std::snprintf(text, sizeof text, "%.1f mm", error_mm);
    result.warnings.push_back(vertebra_name(key.vertebra) + " " + subregion_name(key.subregion) +
                              " is off by " + text + " and was set aside.");
  }
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
  list.add(options.trim_fraction,
           {.key = "trim",
            .label = "Set aside",
            .help = "The largest share of the pairs that may be set aside as outliers: those more "
                    "than 3 times the median and 2 mm off the best fit of the rest. 0 = none, as "
                    "in the paper.",
            .min = 0,
            .max = 0.5});
  return list;
}

LandmarkSet chosen_points(const LandmarkSet& points, const RegistrationOptions& options) {
  LandmarkSet kept;
  for (const auto& [key, p] : points) {
    if (is_wanted(options.subregions, key.subregion) &&
        is_wanted(options.vertebrae, key.vertebra)) {
      kept[key] = p;
    }
  }
  return kept;
}

std::optional<std::string> line_warning(double axis_ratio) {
  if (axis_ratio >= kPoorRatio) return {};
  return kAxisWarning;
}

double weight_of(const RegistrationOptions& options, LandmarkKey key) {
  const auto weight = options.weights.find(key);
  return weight == options.weights.end() ? 1 : weight->second;
}

Error too_few_points_error(const LandmarkSet& mr, const LandmarkSet& ct, std::size_t shared) {
  std::string remedy = "Add points until both images have at least three in common";
  const std::string missing_in_ct = names_of(mr, ct);
  const std::string missing_in_mr = names_of(ct, mr);
  if (!missing_in_ct.empty()) remedy += "; the CT lacks " + missing_in_ct;
  if (!missing_in_mr.empty()) remedy += "; the MR lacks " + missing_in_mr;
  return {"MR and CT share " + std::to_string(shared) + (shared == 1 ? " landmark" : " landmarks") +
              "; registration needs three.",
          remedy + "."};
}

Result<RegistrationResult> register_landmarks(const LandmarkSet& all_mr, const LandmarkSet& all_ct,
                                              const RegistrationOptions& options) {
  const LandmarkSet mr = chosen_points(all_mr, options);
  const LandmarkSet ct = chosen_points(all_ct, options);
  const Pairs all = pairs_of(mr, ct, options);
  if (all.keys.size() < kMinPoints) return too_few_points_error(mr, ct, all.keys.size());
  const auto outliers = rigid_outliers(all.mr, all.ct, all.weights, options.trim_fraction);
  const Pairs pairs = all.without(outliers);

  RegistrationResult result;
  const PointShape shape = shape_of(pairs.mr);
  const PointShape shape_in_ct = shape_of(pairs.ct);
  result.axis_ratio = shape.axis_ratio();
  result.rotation_condition = shape.rotation_condition();
  result.spread_mm = std::min(shape.spread_mm(), shape_in_ct.spread_mm());
  if (std::min(result.axis_ratio, shape_in_ct.axis_ratio()) < kCollinearRatio ||
      result.spread_mm < options.min_spread_mm) {
    return collinear_error(result.spread_mm);
  }
  result.ct_from_mr = fit_rigid(pairs.mr, pairs.ct, pairs.weights);
  add_figures(pairs, shape, result);
  if (auto warning = line_warning(result.axis_ratio)) result.warnings.push_back(*warning);
  add_outlier_warning(result);
  add_outliers(all.only(outliers), result);
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
