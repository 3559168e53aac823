// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/bootstrap.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/random.h"

namespace transpine {
namespace {

class Mean {
 public:
  explicit Mean(const Clusters& clusters) : clusters_(clusters) {}
  void add(std::size_t cluster) {
    sum_ += clusters_.sums.at(cluster);
    count_ += clusters_.counts.at(cluster);
  }
  double value() const { return sum_ / count_; }

 private:
  const Clusters& clusters_;
  double sum_ = 0;
  double count_ = 0;
};

}  // namespace

Clusters clustered(std::span<const double> values, std::span<const std::string> clusters) {
  Clusters grouped;
  std::map<std::string, std::size_t> index_of;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [entry, is_new] = index_of.try_emplace(clusters[i], grouped.sums.size());
    if (is_new) {
      grouped.sums.push_back(0);
      grouped.counts.push_back(0);
    }
    grouped.sums[entry->second] += values[i];
    grouped.counts[entry->second] += 1;
  }
  return grouped;
}

std::vector<double> resampled_means(const Clusters& clusters,
                                    std::span<const std::vector<int>> draws) {
  std::vector<double> means;
  means.reserve(draws.size());
  for (const auto& draw : draws) {
    Mean mean(clusters);
    for (const int cluster : draw) mean.add(static_cast<std::size_t>(cluster));
    means.push_back(mean.value());
  }
  return means;
}

double quantile(std::vector<double> values, double share) {
  std::sort(values.begin(), values.end());
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, values.size() - 1);
  const double part = place - static_cast<double>(below);
  return values[below] + part * (values[above] - values[below]);
}

Result<Interval> bootstrap_mean_interval(const Clusters& clusters,
                                         const BootstrapOptions& options) {
  const auto n = static_cast<std::int64_t>(clusters.sums.size());
  if (n < 2) {
    return Error{"A bootstrap interval needs two patients, " + std::to_string(n) +
                     (n == 1 ? " was given." : " were given."),
                 "Compare more subjects."};
  }
  RandomStream random(options.seed, "bootstrap");
  std::vector<double> means(static_cast<std::size_t>(options.resamples));
  for (double& value : means) {
    Mean mean(clusters);
    for (std::int64_t k = 0; k < n; ++k) {
      mean.add(static_cast<std::size_t>(random.uniform_int(0, n - 1)));
    }
    value = mean.value();
  }
  const double tail = (1 - options.level) / 2;
  return Interval{quantile(means, tail), quantile(means, 1 - tail)};
}

std::string patient_of(const std::string& subject) {
  return subject.substr(0, subject.find("_ses-"));
}

}  // namespace transpine
