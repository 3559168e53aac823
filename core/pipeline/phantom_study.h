// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/phantom/phantom.h"
#include "core/project/study.h"

namespace transpine {

/// How a phantom cohort is split: the last subjects test, those before validate.
struct CohortOptions {
  int subjects = 4;
  int validation = 1;
  int test = 1;
};

/// A study of `cohort.subjects` phantoms under <folder>/images, saved with `settings`.
Result<Study> make_phantom_study(const std::filesystem::path& folder, const PhantomOptions& options,
                                 const CohortOptions& cohort, JobContext& job,
                                 const nlohmann::json& settings = nlohmann::json::object());

/// The true transform of each vertebra, from the truth file beside a phantom's images.
Result<std::map<int, Rigid3>> read_phantom_truth(const std::filesystem::path& truth_json);

}  // namespace transpine
