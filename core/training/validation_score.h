// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace transpine {

/// What a validation measured: of a translator all three, of a segmenter the Dice alone.
struct ValidationScore {
  std::optional<double> psnr_db;  ///< Mean of the samples', images scaled to [0, 1], range 1.
  std::optional<double> ssim;     ///< Mean; absent for samples narrower than its window.
  /// Of a translator that of bone, 200 HU and above, over all samples; of a segmenter the mean of
  /// the classes that are there. Absent where nothing of it is there.
  std::optional<double> dice;

  /// What makes one checkpoint better than another: the PSNR, of a segmenter the Dice. NaN where
  /// there is neither.
  double value() const;
};

/// Into "val_psnr_db", "val_ssim" and "val_dice" of an object, those that there are.
void add_scores(nlohmann::json& object, const ValidationScore& score);
ValidationScore scores_from(const nlohmann::json& object);

/// "PSNR 21.30 dB, SSIM 0.812, Dice 0.700".
std::string score_text(const ValidationScore& score);

}  // namespace transpine
