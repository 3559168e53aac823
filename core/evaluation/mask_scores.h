// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/options.h"
#include "core/base/result.h"
#include "core/evaluation/dice.h"
#include "core/evaluation/voxel_surface.h"

namespace transpine {

struct MaskScoreOptions {
  bool label_shift = false;     ///< Compare by best_label_shift.
  double nsd_tolerance_mm = 1;  ///< Of the normalised surface distance.
};

OptionList options_of(MaskScoreOptions& options);

/// Surface figures of the vertebrae.
struct SurfaceScores {
  std::map<int, SurfaceScore> per_vertebra;  ///< Those that both masks have.
  std::optional<double> mean_hd95_mm;        ///< Over those: a missing one has no distance.
  std::optional<double> mean_assd_mm;
  std::optional<double> mean_nsd;  ///< Over all of the reference: a missing one counts as 0.
};

/// A labelled segmentation against a reference.
struct MaskScores {
  DiceScores dice;
  SurfaceScores surfaces;
  std::vector<int> missing;  ///< Labels of the reference that the prediction lacks.
  std::vector<int> extra;    ///< Labels of the prediction that the reference lacks.
  int shift = 0;             ///< Levels by which the prediction's labels were taken.
};

/// Both masks are uint8 on one grid (VertebraMask). Errors: different grids.
Result<MaskScores> score_masks(const Volume& predicted, const Volume& reference,
                               const MaskScoreOptions& options);

/// What a reader must know of these figures: empty masks, missing and extra labels with their
/// number, a shift of labels.
std::vector<std::string> notes_of(const MaskScores& scores);

}  // namespace transpine
