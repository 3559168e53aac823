// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "app/cli/verb.h"
#include "core/pipeline/compare_runs.h"
#include "core/pipeline/evaluate_study.h"

namespace transpine {

/// The part of `transpine evaluate` that tests runs against a baseline: prints the tests, writes
/// them as CSV unless `csv` is empty, and returns them. With too few subjects for a test the means
/// are printed and the verb is partial.
Result<nlohmann::json> evaluate_runs(const std::vector<std::filesystem::path>& runs,
                                     const std::filesystem::path& baseline,
                                     const CompareRunsOptions& options,
                                     const std::filesystem::path& csv, VerbContext& context);

/// The part that evaluates a run over a study. Partial when a subject failed.
Result<nlohmann::json> evaluate_cohort(const std::filesystem::path& study, const std::string& run,
                                       const EvaluateStudyOptions& options, VerbContext& context);

/// "0.9123"; "-" for what was not measured.
std::string figure_text(const std::optional<double>& value, int digits);

}  // namespace transpine
