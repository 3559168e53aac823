// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/job_context.h"
#include "core/base/options.h"
#include "core/pipeline/case_scores.h"
#include "core/project/study.h"

namespace transpine {

struct EvaluationOptions {
  ImageQualityOptions images;
  MaskScoreOptions masks;
  bool isotropic = false;  ///< Also on a grid of 1 mm.
};

OptionList options_of(EvaluationOptions& options);

/// A grid of 1 mm over the same box.
Grid isotropic_grid(const Grid& grid);

/// Adds the figures of masks, with notes: of all vertebrae, and of their posterior structures where
/// both subregion masks are given (else empty volumes). Masks are those of vertebra_mask, on one
/// grid. Errors: different grids; what was measured before is kept.
Result<void> add_mask_figures(CaseFigures& figures, const Volume& vertebrae,
                              const Volume& reference, const Volume& subregions,
                              const Volume& reference_subregions, const MaskScoreOptions& options);

/// Compares a run's synthetic CT with the real one (brought onto the MR grid by ct_from_mr) and its
/// masks with the reference masks on the MR; writes the scores file. Where one part cannot be
/// measured (no usable mask, a grid that differs, NaN voxels) the others are kept and a note says
/// why. Errors: nothing at all could be measured; a file that is missing or cannot be read.
Result<CaseScores> evaluate_subject(const Study& study, const std::string& run,
                                    const std::string& subject, const EvaluationOptions& options,
                                    JobContext& job);

/// Where the scores came from: step, options, version, and inputs with content hashes. The same
/// inputs and options make the same figures.
Result<nlohmann::json> score_provenance(const Study& study, const std::string& run,
                                        const std::string& subject,
                                        const EvaluationOptions& options);

}  // namespace transpine
