// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/statistics.h"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <string>

namespace transpine {
namespace {

constexpr int kExactWilcoxonPairs = 50;

Error too_few(const std::string& test, int needed, std::size_t given) {
  return {test + " needs at least " + std::to_string(needed) + " values, " + std::to_string(given) +
              " were given.",
          "Compare more subjects."};
}

Error unequal_lengths(std::size_t a, std::size_t b) {
  return {"A paired test got " + std::to_string(a) + " and " + std::to_string(b) + " values.",
          "Give both results for the same subjects."};
}

double normal_upper(double z) {
  return boost::math::cdf(boost::math::complement(boost::math::normal(), z));
}

double one_sided(double lower, double upper, Alternative alternative) {
  if (alternative == Alternative::greater) return upper;
  if (alternative == Alternative::less) return lower;
  return std::min(1.0, 2 * std::min(lower, upper));
}

double polynomial(std::initializer_list<double> coefficients, double x) {
  double value = 0;
  for (auto c = std::rbegin(coefficients); c != std::rend(coefficients); ++c)
    value = value * x + *c;
  return value;
}

// P(W+ <= w) for n pairs without ties: the share of the 2^n signs.
double exact_wilcoxon_lower(int n, std::int64_t w) {
  const std::int64_t most = static_cast<std::int64_t>(n) * (n + 1) / 2;
  if (w < 0) return 0;
  std::vector<double> ways(static_cast<std::size_t>(most + 1), 0);
  ways[0] = 1;
  for (int rank = 1; rank <= n; ++rank) {
    for (std::int64_t s = most; s >= rank; --s) {
      ways[static_cast<std::size_t>(s)] += ways[static_cast<std::size_t>(s - rank)];
    }
    // Halving keeps the numbers probabilities.
    for (auto& v : ways) v /= 2;
  }
  return std::accumulate(ways.begin(), ways.begin() + std::min(w, most) + 1, 0.0);
}

// Mean ranks of |d| and the correction sum of t^3 - t over tied groups.
std::vector<double> ranks_of(const std::vector<double>& d, double& ties) {
  std::vector<std::size_t> order(d.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](auto i, auto j) { return std::abs(d[i]) < std::abs(d[j]); });
  std::vector<double> ranks(d.size());
  ties = 0;
  for (std::size_t first = 0; first < d.size();) {
    std::size_t last = first;
    while (last < d.size() && std::abs(d[order[last]]) == std::abs(d[order[first]])) ++last;
    for (auto k = first; k < last; ++k) ranks[order[k]] = static_cast<double>(first + last + 1) / 2;
    const auto t = static_cast<double>(last - first);
    ties += t * t * t - t;
    first = last;
  }
  return ranks;
}

struct SignedRanks {
  double plus = 0, minus = 0;  ///< Sums of the ranks of either sign.
  double of_zeros = 0;         ///< Sum of the ranks of pairs without difference.
  double ties = 0;             ///< The sum of t^3 - t over tied groups, that of zeros included.
  std::int64_t n = 0;          ///< Ranked pairs.
  std::int64_t zeros = 0;      ///< Of them without difference.
};

SignedRanks signed_ranks(std::span<const double> a, std::span<const double> b, bool drop_zeros) {
  std::vector<double> d;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!drop_zeros || a[i] != b[i]) d.push_back(a[i] - b[i]);
  }
  SignedRanks sums;
  sums.n = static_cast<std::int64_t>(d.size());
  const auto ranks = ranks_of(d, sums.ties);
  for (std::size_t i = 0; i < d.size(); ++i) {
    (d[i] > 0 ? sums.plus : d[i] < 0 ? sums.minus : sums.of_zeros) += ranks[i];
    sums.zeros += d[i] == 0;
  }
  return sums;
}

// Royston's weights for ordered values: antisymmetric, the first half is returned.
std::vector<double> shapiro_weights(int n) {
  const int half = n / 2;
  std::vector<double> a(static_cast<std::size_t>(half));
  if (n == 3) return {std::numbers::sqrt2 / 2};
  const boost::math::normal normal;
  double sum = 0;
  for (int i = 0; i < half; ++i) {
    const double m = boost::math::quantile(normal, (i + 1 - 0.375) / (n + 0.25));
    a[static_cast<std::size_t>(i)] = m;
    sum += 2 * m * m;
  }
  const double root = std::sqrt(sum);
  const double u = 1 / std::sqrt(static_cast<double>(n));
  const double first =
      polynomial({0, .221157, -.147981, -2.07119, 4.434685, -2.706056}, u) - a[0] / root;
  int start = 1;
  double scale;
  if (n > 5) {
    start = 2;
    const double second =
        polynomial({0, .042981, -.293762, -1.752461, 5.682633, -3.582633}, u) - a[1] / root;
    scale = std::sqrt((sum - 2 * a[0] * a[0] - 2 * a[1] * a[1]) /
                      (1 - 2 * first * first - 2 * second * second));
    a[1] = second;
  } else {
    scale = std::sqrt((sum - 2 * a[0] * a[0]) / (1 - 2 * first * first));
  }
  a[0] = first;
  for (int i = start; i < half; ++i) a[static_cast<std::size_t>(i)] /= -scale;
  return a;
}

double shapiro_p(double w, int n) {
  const double y = std::log(1 - w);
  if (n == 3) {
    const double p = 6 / std::numbers::pi * (std::asin(std::sqrt(w)) - std::asin(std::sqrt(0.75)));
    return std::max(0.0, p);
  }
  const double x = std::log(static_cast<double>(n));
  if (n <= 11) {
    const double gamma = polynomial({-2.273, .459}, n);
    if (y >= gamma) return 1e-99;
    const double mean = polynomial({.544, -.39978, .025054, -6.714e-4}, n);
    const double sd = std::exp(polynomial({1.3822, -.77857, .062767, -.0020322}, n));
    return normal_upper((-std::log(gamma - y) - mean) / sd);
  }
  const double mean = polynomial({-1.5861, -.31082, -.083751, .0038915}, x);
  const double sd = std::exp(polynomial({-.4803, -.082676, .0030302}, x));
  return normal_upper((y - mean) / sd);
}

}  // namespace

double student_t_two_sided_p(double t, double df) {
  return 2 * boost::math::cdf(boost::math::complement(boost::math::students_t(df), std::abs(t)));
}

double student_t_quantile(double p, double df) {
  return boost::math::quantile(boost::math::students_t(df), p);
}

double normal_two_sided_p(double z) {
  return 2 * normal_upper(std::abs(z));
}

Result<PairedTTest> paired_t_test(std::span<const double> a, std::span<const double> b,
                                  Alternative alternative) {
  if (a.size() != b.size()) return unequal_lengths(a.size(), b.size());
  if (a.size() < 2) return too_few("A paired t-test", 2, a.size());
  PairedTTest test;
  test.n = static_cast<int>(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) test.mean_difference += (a[i] - b[i]) / test.n;
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    squares += std::pow(a[i] - b[i] - test.mean_difference, 2);
  }
  const double df = test.n - 1;
  test.sd_difference = std::sqrt(squares / df);
  if (!(test.sd_difference > 0)) {
    return Error{"The paired differences do not vary: a t-test has no meaning.",
                 "Check that two different results are compared."};
  }
  const double error = test.sd_difference / std::sqrt(static_cast<double>(test.n));
  test.t = test.mean_difference / error;
  const double upper = student_t_two_sided_p(test.t, df) / 2;
  const double tail = test.t >= 0 ? upper : 1 - upper;
  test.p = one_sided(1 - tail, tail, alternative);
  if (alternative == Alternative::two_sided) test.p = 2 * upper;
  const double reach = student_t_quantile(0.975, df) * error;
  test.ci95_low = test.mean_difference - reach;
  test.ci95_high = test.mean_difference + reach;
  test.cohens_dz = test.mean_difference / test.sd_difference;
  return test;
}

Result<TestResult> wilcoxon_signed_rank(std::span<const double> a, std::span<const double> b,
                                        Alternative alternative, WilcoxonMethod method,
                                        ZeroDifferences zeros, bool continuity_correction) {
  if (a.size() != b.size()) return unequal_lengths(a.size(), b.size());
  const bool plain_zeros = zeros == ZeroDifferences::drop || method == WilcoxonMethod::exact;
  const SignedRanks ranks = signed_ranks(a, b, plain_zeros);
  if (ranks.n == 0 || ranks.n == ranks.zeros) {
    return too_few("A signed-rank test of pairs that differ", 1, 0);
  }
  const bool splits = !plain_zeros && zeros == ZeroDifferences::split;
  const double plus = ranks.plus + (splits ? ranks.of_zeros / 2 : 0);
  const double minus = ranks.minus + (splits ? ranks.of_zeros / 2 : 0);
  const auto n = static_cast<double>(ranks.n);

  TestResult test;
  test.statistic = alternative == Alternative::two_sided ? std::min(plus, minus) : plus;
  const bool plain = ranks.ties == 0 && ranks.n == static_cast<std::int64_t>(a.size());
  const bool exact = method == WilcoxonMethod::exact || (method == WilcoxonMethod::automatic &&
                                                         plain && ranks.n <= kExactWilcoxonPairs);
  if (exact) {
    // P(W+ >= w) = P(W+ <= all - w) by symmetry, without a difference of nearly equal numbers.
    const int pairs = static_cast<int>(ranks.n);
    const double lower = exact_wilcoxon_lower(pairs, static_cast<std::int64_t>(std::floor(plus)));
    const double upper = exact_wilcoxon_lower(pairs, static_cast<std::int64_t>(std::floor(minus)));
    test.p = one_sided(lower, upper, alternative);
    return test;
  }
  // Ranks of dropped zeros belong to neither sign: mean and variance without them.
  const bool pratt = !plain_zeros && zeros == ZeroDifferences::pratt;
  const auto z = static_cast<double>(pratt ? ranks.zeros : 0);
  const double ties = ranks.ties - (z * z * z - z);
  const double mean = (n * (n + 1) - z * (z + 1)) / 4;
  const double variance = (n * (n + 1) * (2 * n + 1) - z * (z + 1) * (2 * z + 1) - ties / 2) / 24;
  const double distance = plus - mean;
  double correction = 0;
  if (continuity_correction) {
    correction = alternative == Alternative::greater ? 0.5
                 : alternative == Alternative::less  ? -0.5
                                                     : 0.5 * ((distance > 0) - (distance < 0));
  }
  const double score = (distance - correction) / std::sqrt(variance);
  test.p = one_sided(normal_upper(-score), normal_upper(score), alternative);
  return test;
}

std::optional<double> rank_biserial(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) return std::nullopt;
  const SignedRanks ranks = signed_ranks(a, b, /*drop_zeros=*/true);
  if (ranks.n == 0) return std::nullopt;
  return (ranks.plus - ranks.minus) / (ranks.plus + ranks.minus);
}

Result<TestResult> shapiro_wilk(std::span<const double> values) {
  if (values.size() < 3) return too_few("Shapiro and Wilk's test", 3, values.size());
  std::vector<double> x(values.begin(), values.end());
  std::sort(x.begin(), x.end());
  if (!(x.back() > x.front()) || x.size() > 5000) {
    return Error{"Shapiro and Wilk's test needs 3 to 5000 values that vary.",
                 "Check the compared results."};
  }
  const int n = static_cast<int>(x.size());
  const auto weights = shapiro_weights(n);
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
  double squares = 0;
  for (const double v : x) squares += (v - mean) * (v - mean);
  double slope = 0;
  for (std::size_t i = 0; i < weights.size(); ++i)
    slope += weights[i] * (x[x.size() - 1 - i] - x[i]);
  TestResult test;
  test.statistic = std::min(slope * slope / squares, 1.0);
  test.p = shapiro_p(test.statistic, n);
  return test;
}

std::vector<double> holm_adjusted(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto i, auto j) { return p[i] < p[j]; });
  std::vector<double> adjusted(p.size());
  double highest = 0;
  for (std::size_t k = 0; k < order.size(); ++k) {
    highest = std::max(highest, std::min(1.0, static_cast<double>(p.size() - k) * p[order[k]]));
    adjusted[order[k]] = highest;
  }
  return adjusted;
}

std::vector<double> bonferroni_adjusted(std::span<const double> p) {
  std::vector<double> adjusted(p.begin(), p.end());
  for (double& value : adjusted) value = std::min(1.0, value * static_cast<double>(p.size()));
  return adjusted;
}

std::vector<double> benjamini_hochberg_adjusted(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto i, auto j) { return p[i] > p[j]; });
  std::vector<double> adjusted(p.size());
  double lowest = 1;
  const auto n = static_cast<double>(p.size());
  for (std::size_t k = 0; k < order.size(); ++k) {
    lowest = std::min(lowest, p[order[k]] * n / (n - static_cast<double>(k)));
    adjusted[order[k]] = lowest;
  }
  return adjusted;
}

}  // namespace transpine
