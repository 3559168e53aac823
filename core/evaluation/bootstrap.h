// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"

namespace transpine {

/// Values that belong together, such as the slices or the sessions of one patient.
struct Clusters {
  std::vector<double> sums;    ///< Of each cluster's values.
  std::vector<double> counts;  ///< How many values each cluster has.
};

/// Groups values by the name of their cluster, in the order of first occurrence. Both lists must
/// have the same length.
Clusters clustered(std::span<const double> values, std::span<const std::string> clusters);

/// The mean of all values of the drawn clusters, one for each row of `draws` (cluster indices).
std::vector<double> resampled_means(const Clusters& clusters,
                                    std::span<const std::vector<int>> draws);

/// The quantile of values with linear interpolation between them, as NumPy's default.
/// `values` must not be empty.
double quantile(std::vector<double> values, double share);

struct Interval {
  double low = 0;
  double high = 0;
};

struct BootstrapOptions {
  int resamples = 10000;
  double level = 0.95;
  std::uint64_t seed = 1;
};

/// A percentile confidence interval of the mean of `values`: whole clusters are drawn with
/// replacement. The same seed gives the same interval. Errors: fewer than two clusters.
Result<Interval> bootstrap_mean_interval(const Clusters& clusters, const BootstrapOptions& options);

/// The patient of a subject, by which cases are clustered: "sub-01" of "sub-01_ses-2".
std::string patient_of(const std::string& subject);

}  // namespace transpine
