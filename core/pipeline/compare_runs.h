// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/evaluation/bootstrap.h"
#include "core/evaluation/statistics.h"
#include "core/pipeline/case_scores.h"

namespace transpine {

struct CompareRunsOptions {
  bool common_only = false;  ///< Compare the subjects that both have instead of refusing.
  bool isotropic = false;    ///< The figures of the isotropic grid.
  std::string only;          ///< The key of the only figure to test; empty for all.
  BootstrapOptions bootstrap;
};

OptionList options_of(CompareRunsOptions& options);

/// One figure of two runs, paired by subject.
struct RunComparison {
  std::string key;    ///< "psnr_db", "dice", ...
  std::string title;  ///< "PSNR (dB)"
  int pairs = 0;      ///< Subjects for which both runs have the figure.
  double mean_first = 0, mean_second = 0;
  double mean_difference = 0;
  Result<PairedTTest> test = Error{"There are no pairs.", ""};  ///< Of first minus second run.
  Result<TestResult> wilcoxon = Error{"There are no pairs.", ""};
  std::optional<double> rank_biserial;
  Result<Interval> bootstrap = Error{"There are no pairs.", ""};  ///< Of the mean difference.
  double p_holm = 1;           ///< The t-test's p, adjusted for all tests made together.
  double wilcoxon_p_holm = 1;  ///< The same of the signed-rank test.
};

/// One run against the baseline.
struct RunContrast {
  std::string run;
  std::vector<RunComparison> figures;
  std::vector<std::string> notes;  ///< What was left out, with names.
};

/// The largest p of each figure over several contrasts, as the paper reports it.
struct WorstP {
  std::string key;
  double p = 0;
  std::string run;  ///< The contrast with that p.
};

/// The scores of a run: one scores file, or all *_scores.json of a folder such as results/<run>.
/// Errors: nothing there, a file that cannot be understood (named).
Result<std::vector<CaseScores>> read_scores(const std::filesystem::path& file_or_folder);

/// Two-sided paired tests of every figure that both runs have: the paper's t-test, Wilcoxon's, with
/// effect sizes and a bootstrap interval by patient. With one subject in common the tests say that
/// they need more. Errors: no subject in common; unless `common_only`, a subject that only one run
/// has; a subject that was measured on another grid, against other references or with other options
/// (all named).
Result<RunContrast> compare_runs(const std::vector<CaseScores>& first,
                                 const std::vector<CaseScores>& second,
                                 const CompareRunsOptions& options = {});

/// Fills the adjusted p values over all figures of all contrasts.
void adjust_for_number(std::vector<RunContrast>& contrasts);

/// By the t-test; figures without any test are left out.
std::vector<WorstP> worst_p(const std::vector<RunContrast>& contrasts);

}  // namespace transpine
