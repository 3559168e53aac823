// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/dataset/prepare.h"
#include "core/project/study.h"

namespace transpine {

/// Where a study keeps its training set.
std::filesystem::path training_set_folder(const Study& study);

/// Makes the study's training set from every subject that has MR, CT, a vertebra mask on the MR and
/// a transform, split as the study says. Fails when there is none.
Result<std::filesystem::path> prepare_study(const Study& study, const PrepareOptions& options,
                                            JobContext& job);

}  // namespace transpine
