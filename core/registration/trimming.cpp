// SPDX-License-Identifier: Apache-2.0
#include "core/registration/trimming.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/random.h"

namespace transpine {
namespace {

using Indices = std::vector<Eigen::Index>;

constexpr Eigen::Index kMinPoints = 3;
constexpr int kStarts = 200;
constexpr int kFirstSteps = 2;
constexpr int kMostSteps = 30;
constexpr std::size_t kKept = 8;

class TrimmedFit {
 public:
  TrimmedFit(const Points& from, const Points& to, const Eigen::VectorXd& weights,
             Eigen::Index kept)
      : from_(from), to_(to), weights_(weights), kept_(kept) {}

  struct State {
    double cost = std::numeric_limits<double>::infinity();
    Eigen::VectorXd residuals;
    Indices subset;
  };

  /// Fits to the subset and takes the points that fit best as the next one.
  State step(const Indices& subset) const {
    const Rigid3 transform =
        fit_rigid(from_(Eigen::all, subset), to_(Eigen::all, subset), weights_(subset));
    State next;
    next.residuals = residuals_mm(transform, from_, to_);
    next.subset.resize(static_cast<std::size_t>(from_.cols()));
    std::iota(next.subset.begin(), next.subset.end(), 0);
    const auto cost = [&](Eigen::Index i) {
      return weights_[i] * next.residuals[i] * next.residuals[i];
    };
    std::nth_element(next.subset.begin(), next.subset.begin() + kept_ - 1, next.subset.end(),
                     [&](Eigen::Index a, Eigen::Index b) { return cost(a) < cost(b); });
    next.subset.resize(static_cast<std::size_t>(kept_));
    next.cost = 0;
    for (const Eigen::Index i : next.subset) next.cost += cost(i);
    return next;
  }

  State steps(Indices subset, int count) const {
    State best;
    for (int i = 0; i < count; ++i) {
      State next = step(subset);
      if (!(next.cost < best.cost)) break;
      best = std::move(next);
      subset = best.subset;
    }
    return best;
  }

  State best() const {
    std::vector<State> starts;
    Indices all(static_cast<std::size_t>(from_.cols()));
    std::iota(all.begin(), all.end(), 0);
    starts.push_back(steps(all, kFirstSteps));
    RandomStream random(1, "trimming");
    for (int start = 0; start < kStarts; ++start) {
      for (std::size_t i = 0; i < kMinPoints; ++i) {
        const auto last = static_cast<std::int64_t>(all.size()) - 1;
        const auto other = random.uniform_int(static_cast<std::int64_t>(i), last);
        std::swap(all[i], all[static_cast<std::size_t>(other)]);
      }
      starts.push_back(steps({all.begin(), all.begin() + kMinPoints}, kFirstSteps));
    }
    const std::size_t kept = std::min(kKept, starts.size());
    std::partial_sort(starts.begin(), starts.begin() + static_cast<std::ptrdiff_t>(kept),
                      starts.end(), [](const auto& a, const auto& b) { return a.cost < b.cost; });
    State best;
    for (std::size_t i = 0; i < kept; ++i) {
      State end = steps(starts[i].subset, kMostSteps);
      if (end.cost < best.cost) best = std::move(end);
    }
    return best;
  }

 private:
  const Points& from_;
  const Points& to_;
  const Eigen::VectorXd& weights_;
  Eigen::Index kept_;
};

/// The indices below `count` that are not among `left_out`.
Indices others(Eigen::Index count, const Indices& left_out) {
  Indices rest;
  for (Eigen::Index i = 0; i < count; ++i) {
    if (std::find(left_out.begin(), left_out.end(), i) == left_out.end()) rest.push_back(i);
  }
  return rest;
}

double median(Eigen::VectorXd values) {
  const auto middle = values.begin() + values.size() / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::vector<Eigen::Index> rigid_outliers(const Points& from, const Points& to,
                                         const Eigen::VectorXd& weights, double largest_share) {
  const Eigen::Index count = from.cols();
  const auto most = std::min(static_cast<Eigen::Index>(static_cast<double>(count) * largest_share),
                             count - kMinPoints);
  if (most < 1) return {};
  const auto trimmed = TrimmedFit(from, to, weights, count - most).best();
  const Indices candidates = others(count, trimmed.subset);
  // The trimmed fit hugs its points: refitting without the outliers alone brings good ones back.
  Eigen::VectorXd residuals = trimmed.residuals;
  Indices outliers;
  for (int round = 0; round < kMostSteps; ++round) {
    const double limit_mm = std::max(kOutlierFloor_mm, kOutlierMedians * median(residuals));
    Indices next;
    for (const Eigen::Index i : candidates) {
      if (residuals[i] > limit_mm) next.push_back(i);
    }
    if (round > 0 && next == outliers) break;
    outliers = next;
    const Indices rest = others(count, outliers);
    residuals = residuals_mm(fit_rigid(from(Eigen::all, rest), to(Eigen::all, rest), weights(rest)),
                             from, to);
  }
  std::sort(outliers.begin(), outliers.end(),
            [&](Eigen::Index a, Eigen::Index b) { return residuals[a] > residuals[b]; });
  return outliers;
}

}  // namespace transpine
