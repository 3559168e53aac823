// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/cohort.h"
#include "core/segmentation/segmenter.h"
#include "core/translation/translate.h"

namespace transpine {

/// All subjects that have an MR, or those named; of them this part. Errors: no such subject or
/// part; nobody.
Result<std::vector<std::string>> subjects_to_translate(const Study& study,
                                                       const SubjectChoice& cohort);
/// The same of those that the run has a synthetic CT of.
Result<std::vector<std::string>> subjects_to_segment(const Study& study, const std::string& run,
                                                     const SubjectChoice& cohort);

/// Translates a study's MRs with a run's model (`options.model` may be empty: the run of that
/// name), which is loaded once. A result that came of the same MR, model and options is kept, so
/// that a run that was ended goes on. Outcomes go to reports/translation_RUN.jsonl. Errors: no such
/// model, subject or part; cancelled.
Result<CohortCounts> translate_study(
    const Study& study, const std::string& run, TranslateOptions options,
    const SubjectChoice& cohort, JobContext& job,
    const std::function<void(const CohortOutcome&)>& on_subject = {});

/// Segments a run's synthetic CTs, with one segmenter. Masks that came of the same synthetic CT,
/// landmarks, segmenter and options are kept. Outcomes go to reports/segmentation_RUN.jsonl. Errors
/// as above.
Result<CohortCounts> segment_study(
    const Study& study, const std::string& run, const SegmentOptions& options,
    const SubjectChoice& cohort, JobContext& job,
    const std::function<void(const CohortOutcome&)>& on_subject = {});

}  // namespace transpine
