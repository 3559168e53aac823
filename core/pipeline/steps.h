// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/landmarks/landmark_files.h"
#include "core/pipeline/evaluate_subject.h"
#include "core/pipeline/result_files.h"
#include "core/project/study.h"
#include "core/registration/landmark_registration.h"
#include "core/segmentation/segmenter.h"
#include "core/translation/translate.h"

namespace transpine {

// The steps of the method for one subject of a study. Each reads and writes the study's files, so
// that the window, the command line and the demo do the same. All errors name the file.

/// The subject's points: edited ones of the study, else those it was imported with.
Result<LandmarkDocument> subject_landmarks(const Study& study, const std::string& subject);

/// Registers by landmarks and writes transforms/<subject>_ct-from-mr.tfm.
Result<RegistrationResult> register_subject(const Study& study, const std::string& subject,
                                            const RegistrationOptions& options);

/// ct_from_mr of the subject: the study's own, else the one it was imported with.
Result<Rigid3> subject_transform(const Study& study, const std::string& subject);

/// Translates the MR with a run's model (`options.model` may be empty: the run of that name) and
/// writes the synthetic CT on the native and the isotropic grid with its provenance. Masks and
/// scores of an older synthetic CT of this run and subject are removed.
Result<ResultFiles> translate_subject(const Study& study, const std::string& run,
                                      const std::string& subject, TranslateOptions options,
                                      JobContext& job);
/// The same with a model that is loaded already, `options.model`.
Result<ResultFiles> translate_subject_with(SliceTranslator& translator, const Study& study,
                                           const std::string& run, const std::string& subject,
                                           TranslateOptions options, JobContext& job);
/// What such a result would come out of. Errors: no MR, a file that cannot be read.
Result<nlohmann::json> translation_provenance(const SliceTranslator& translator, const Study& study,
                                              const std::string& subject, TranslateOptions options);

/// Segments the synthetic CT in the way that the options name, with the subject's MR landmarks
/// where there are some, and writes both masks with their provenance; scores of older masks are
/// removed.
Result<Segmentation> segment_subject(const Study& study, const std::string& run,
                                     const std::string& subject, const SegmentOptions& options,
                                     JobContext& job);
/// The same with a segmenter that is loaded already.
Result<Segmentation> segment_subject_with(SpineSegmenter& segmenter, const Study& study,
                                          const std::string& run, const std::string& subject,
                                          const SegmentOptions& options, JobContext& job);
/// What such masks would come out of. Errors: a file that cannot be read.
Result<nlohmann::json> segmentation_provenance(const SpineSegmenter& segmenter, const Study& study,
                                               const std::string& run, const std::string& subject,
                                               SegmentOptions options);

}  // namespace transpine
