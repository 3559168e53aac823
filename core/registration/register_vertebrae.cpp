// SPDX-License-Identifier: Apache-2.0
#include "core/registration/register_vertebrae.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <optional>

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

constexpr double kOutlierMedians = 3;
// Larger than a rigid fit's floor: leave-one-out errors are larger than residuals.
constexpr double kOutlierFloor_mm = 4;
constexpr std::size_t kMinPairs = 3;

using Pair = ArticulatedFit::Pair;

std::vector<Pair> pairs_of(const LandmarkSet& mr, const LandmarkSet& ct,
                           const RegistrationOptions& options) {
  std::vector<Pair> pairs;
  for (const LandmarkKey key : shared_keys(mr, ct)) {
    const double weight = weight_of(options, key);
    if (weight > 0) pairs.push_back({key, mr.at(key), ct.at(key), weight});
  }
  return pairs;
}

std::vector<double> leave_one_out_errors(const ArticulatedFit& fit, std::size_t pairs) {
  std::vector<double> errors(pairs);
  for (std::size_t i = 0; i < pairs; ++i) errors[i] = fit.leave_one_out_mm(i);
  return errors;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double error_mm(const Rigid3& ct_from_mr, const Pair& pair) {
  return (ct_from_mr * pair.mr_mm - pair.ct_mm).norm();
}

double bend_deg(const std::map<int, Rigid3>& transforms) {
  std::vector<int> levels;
  for (const auto& entry : transforms) levels.push_back(entry.first);
  std::sort(levels.begin(), levels.end(), is_cranial_to);
  double largest = 0;
  for (std::size_t i = 1; i < levels.size(); ++i) {
    const Rigid3 turn = transforms.at(levels[i]) * transforms.at(levels[i - 1]).inverse();
    largest = std::max(largest, turn.angle_deg());
  }
  return largest;
}

void fill_figures(const ArticulatedFit& fit, const std::vector<Pair>& pairs,
                  const std::vector<double>& left_out, RegistrationResult& figures) {
  figures.points.clear();
  double sum = 0;
  double squares = 0;
  double loo_sum = 0;
  double posterior_sum = 0;
  int posterior = 0;
  figures.max_residual_mm = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const double mm = error_mm(fit.ct_from_mr().at(pairs[i].key.vertebra), pairs[i]);
    figures.points.push_back({pairs[i].key, mm, left_out[i]});
    sum += mm;
    squares += mm * mm;
    loo_sum += left_out[i];
    figures.max_residual_mm = std::max(figures.max_residual_mm, mm);
    if (!subregion::is_posterior(pairs[i].key.subregion)) continue;
    posterior_sum += left_out[i];
    ++posterior;
  }
  const auto count = static_cast<double>(pairs.size());
  figures.mean_residual_mm = sum / count;
  figures.fre_mm = std::sqrt(squares / count);
  figures.tre_loo_mm = loo_sum / count;
  figures.expected_tre_posterior_mm = posterior > 0 ? posterior_sum / posterior : 0;
}

}  // namespace

Result<VertebraRegistration> register_vertebrae(const LandmarkSet& all_mr,
                                                const LandmarkSet& all_ct,
                                                const RegistrationOptions& options,
                                                const JointPrior& prior) {
  const LandmarkSet mr = chosen_points(all_mr, options);
  const LandmarkSet ct = chosen_points(all_ct, options);
  std::vector<Pair> pairs = pairs_of(mr, ct, options);
  if (pairs.size() < kMinPairs) return too_few_points_error(mr, ct, pairs.size());
  RegistrationOptions rigid = options;
  // A bend looks like outliers to one rigid motion.
  rigid.trim_fraction = 0;

  const auto most =
      std::min(static_cast<std::size_t>(static_cast<double>(pairs.size()) * options.trim_fraction),
               pairs.size() - kMinPairs);
  std::vector<Pair> outliers;
  while (true) {
    auto whole = register_landmarks(mr, ct, rigid);
    if (!whole) return whole.error();
    const ArticulatedFit fit(pairs, whole->ct_from_mr, prior);
    const auto left_out = leave_one_out_errors(fit, pairs.size());
    const auto worst = std::max_element(left_out.begin(), left_out.end());
    if (outliers.size() < most &&
        *worst > std::max(kOutlierFloor_mm, kOutlierMedians * median(left_out))) {
      const auto at = pairs.begin() + (worst - left_out.begin());
      rigid.weights[at->key] = 0;
      outliers.push_back(*at);
      pairs.erase(at);
      continue;
    }
    VertebraRegistration result{std::move(*whole), fit.ct_from_mr(), bend_deg(fit.ct_from_mr())};
    // That one rigid motion misses points is no fault of theirs here.
    result.figures.warnings.clear();
    if (auto warning = line_warning(result.figures.axis_ratio)) {
      result.figures.warnings.push_back(*warning);
    }
    fill_figures(fit, pairs, left_out, result.figures);
    for (const Pair& outlier : outliers) {
      const auto own = result.ct_from_mr.find(outlier.key.vertebra);
      const double mm = error_mm(
          own == result.ct_from_mr.end() ? result.figures.ct_from_mr : own->second, outlier);
      result.figures.outliers.push_back({outlier.key, mm, mm});
      char text[32];
      std::snprintf(text, sizeof text, "%.1f mm", mm);
      result.figures.warnings.push_back(vertebra_name(outlier.key.vertebra) + " " +
                                        subregion_name(outlier.key.subregion) + " is off by " +
                                        text + " and was set aside.");
    }
    return result;
  }
}

}  // namespace transpine
