// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/evaluation/statistics.h"
#include "core/pipeline/steps.h"

namespace transpine {

/// One figure of two runs, paired by subject.
struct RunComparison {
  std::string key;    ///< "psnr_db", "dice", ...
  std::string title;  ///< "PSNR (dB)"
  int pairs = 0;      ///< Subjects for which both runs have the figure.
  Result<PairedTTest> test = Error{"There are no pairs.", ""};  ///< Of first minus second run.
};

/// The scores of a run: one scores file, or all *_scores.json of a folder such as results/<run>.
/// Errors: nothing there, a file that cannot be understood (named).
Result<std::vector<CaseScores>> read_scores(const std::filesystem::path& file_or_folder);

/// Two-sided paired t-tests, the paper's, of every figure that both runs have.
/// Errors: fewer than two subjects in common.
Result<std::vector<RunComparison>> compare_runs(const std::vector<CaseScores>& first,
                                                const std::vector<CaseScores>& second);

}  // namespace transpine
