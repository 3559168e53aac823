// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/dataset/prepare.h"
#include "core/project/study.h"

namespace transpine {

/// Where a study keeps the training set that these options make: "training-set", or with a number
/// where that one was made with other options, which earlier runs need to go on.
std::filesystem::path training_set_folder(const Study& study, const PrepareOptions& options);

/// The options with the images and dimensions that a model learns from: pairs of slices or of
/// volumes, or a segmenter's CTs.
PrepareOptions prepare_options_for(const PrepareOptions& options, const std::string& model);

/// The subjects that have MR, CT and a transform, with the vertebra mask of the MR or else of the
/// CT; without a mask every slice is kept. For a set of CTs those that have a CT with a mask of
/// subregions. `notes` says what is missing.
std::vector<PrepareSubject> subjects_to_prepare(const Study& study, const PrepareOptions& options,
                                                std::vector<std::string>& notes);

/// Makes the study's training set from subjects_to_prepare, split as the study says. Subjects
/// that are left out are told to `report`, else to the job's log. Fails when there is none.
Result<std::filesystem::path> prepare_study(
    const Study& study, const PrepareOptions& options, JobContext& job,
    const std::function<void(const std::string&)>& report = {});

}  // namespace transpine
