// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/evaluation/image_metrics.h"
#include "core/evaluation/mask_scores.h"

namespace transpine {

/// The figures of a result on one grid. What could not be measured is absent and a note says why.
struct CaseFigures {
  std::optional<ImageQuality> quality;  ///< Against the real CT; absent without one.
  std::optional<DiceScores> dice;       ///< Against the vertebra mask on the MR; absent without.
  std::optional<SurfaceScores> surfaces;
  std::vector<int> missing;              ///< Vertebrae of the reference that the result lacks.
  std::vector<int> extra;                ///< Vertebrae that only the result has.
  int shift = 0;                         ///< Levels by which the result's labels were taken.
  std::optional<double> dice_posterior;  ///< Global, of the posterior structures.
  std::optional<double> dice_posterior_mean_vertebra;  ///< Mean over the vertebrae.
  std::optional<SurfaceScores> surfaces_posterior;
  std::vector<std::string> notes;
};

/// What figures were measured against: those of two runs can be compared only where it is the same.
struct ScoreBasis {
  Grid grid;
  std::map<std::string, std::string> references;  ///< Content hash of each reference file by name.
  nlohmann::json options;
};

/// The figures of one subject and run: on the grid of the MR, and on the isotropic one.
struct CaseScores : CaseFigures {
  std::string subject;
  std::string run;
  std::optional<CaseFigures> isotropic;
  std::optional<ScoreBasis> basis;  ///< Absent in files of earlier versions.
  /// Centre of each reference vertebra in MR mm, to jump to.
  std::map<int, Eigen::Vector3d> vertebra_centres_mm;
};

nlohmann::json to_json(const CaseFigures& figures);
nlohmann::json to_json(const CaseScores& scores);
Result<CaseScores> case_scores_from_json(const nlohmann::json& json);

/// Why figures of two runs for one subject cannot be compared, as the end of a sentence: another
/// grid, other references or other options. Empty where they can, or where nothing is known.
std::string difference_of(const ScoreBasis& a, const ScoreBasis& b);

/// One figure of a case, for tables and tests.
struct CaseFigure {
  const char* key;    ///< "psnr_db", "dice", ...
  const char* title;  ///< "PSNR (dB)"
  int digits;         ///< After the point, in tables.
  bool more_is_better;
  bool of_images;  ///< Of the image's quality, else of the masks.
  /// Absent where it was not measured or is no number.
  std::optional<double> (*value)(const CaseFigures&);
};

/// All figures, in the order of tables.
const std::vector<CaseFigure>& case_figures();

}  // namespace transpine
