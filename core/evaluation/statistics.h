// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/base/result.h"

namespace transpine {

enum class Alternative { two_sided, greater, less };

/// A paired t-test of a - b.
struct PairedTTest {
  int n = 0;
  double mean_difference = 0;
  double sd_difference = 0;
  double t = 0;
  double p = 1;
  double ci95_low = 0;  ///< 95 % confidence interval of the mean difference.
  double ci95_high = 0;
  double cohens_dz = 0;
};

/// Fails for fewer than two pairs, unequal lengths, or differences that do not vary.
Result<PairedTTest> paired_t_test(std::span<const double> a, std::span<const double> b,
                                  Alternative alternative = Alternative::two_sided);

struct TestResult {
  double statistic = 0;
  double p = 1;
};

/// `automatic` is exact up to 50 pairs that all differ and have no tied ranks, else the normal
/// approximation with tie correction (as SciPy).
enum class WilcoxonMethod { automatic, exact, approximate };
/// Pairs without difference: dropped (Wilcoxon); ranked with the others, then dropped (Pratt); or
/// their ranks shared between both signs.
enum class ZeroDifferences { drop, pratt, split };

/// Wilcoxon's signed-rank test of a - b. The statistic is min(W+, W-) for two-sided tests, else W+.
/// `continuity_correction` takes half a rank off in the approximation. The exact test always drops
/// pairs without difference.
Result<TestResult> wilcoxon_signed_rank(std::span<const double> a, std::span<const double> b,
                                        Alternative alternative = Alternative::two_sided,
                                        WilcoxonMethod method = WilcoxonMethod::automatic,
                                        ZeroDifferences zeros = ZeroDifferences::drop,
                                        bool continuity_correction = false);

/// Matched-pairs rank-biserial correlation (W+ - W-) / (W+ + W-) of a - b, from -1 to 1 (Kerby
/// 2014); pairs without difference are dropped. Absent where no pair differs.
std::optional<double> rank_biserial(std::span<const double> a, std::span<const double> b);

/// Shapiro and Wilk's test of normality (Royston 1995, AS R94), 3 to 5000 values that vary.
Result<TestResult> shapiro_wilk(std::span<const double> values);

/// p values adjusted for their number, in the given order (Holm 1979).
std::vector<double> holm_adjusted(std::span<const double> p);
/// The same by Bonferroni: each times their number.
std::vector<double> bonferroni_adjusted(std::span<const double> p);
/// The same for the false discovery rate (Benjamini and Hochberg 1995).
std::vector<double> benjamini_hochberg_adjusted(std::span<const double> p);

/// P(|T| >= |t|) for Student's t with `df` degrees of freedom.
double student_t_two_sided_p(double t, double df);
/// The t with P(T <= t) = p.
double student_t_quantile(double p, double df);
/// P(|Z| >= |z|) for a standard normal Z.
double normal_two_sided_p(double z);

}  // namespace transpine
