// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/base/result.h"
#include "core/image/volume.h"

namespace transpine {

/// How often each pair of labels (0-255) meets in two label volumes.
class LabelConfusion {
 public:
  LabelConfusion() : counts_(256 * 256, 0) {}

  std::int64_t count(int predicted, int reference) const {
    return counts_[static_cast<std::size_t>(predicted * 256 + reference)];
  }
  void add(int predicted, int reference, std::int64_t n) {
    counts_[static_cast<std::size_t>(predicted * 256 + reference)] += n;
  }
  std::int64_t predicted_count(int label) const;
  std::int64_t reference_count(int label) const;
  /// Labels other than 0 that occur in either volume, ascending.
  std::vector<int> labels() const;

 private:
  std::vector<std::int64_t> counts_;
};

/// Counts in one pass over both volumes (any integer type with labels 0-255). Fails when the grids
/// differ (both are named) or a label is out of range.
Result<LabelConfusion> count_labels(const Volume& predicted, const Volume& reference);

/// Dice 2|A and B| / (|A| + |B|) with an explicit rule for nothing to compare: absent (counted in
/// no mean) when both are empty, 0 when one is.
std::optional<double> dice(std::int64_t overlap, std::int64_t predicted, std::int64_t reference);

/// Dice scores of a labelled segmentation.
struct DiceScores {
  std::optional<double> global;                       ///< Foreground against foreground.
  std::map<int, std::optional<double>> per_vertebra;  ///< Every label of the reference.
  std::optional<double> mean_vertebra;                ///< Mean of those that exist.
  int vertebrae = 0;                                  ///< How many that mean is over.
};

DiceScores dice_scores(const LabelConfusion& confusion);
class LabelShift;
/// The same with each label of the reference compared to the one that `shift` names.
DiceScores dice_scores(const LabelConfusion& confusion, const LabelShift& shift);

/// The vertebra labels where the subregion is posterior (41-48), else 0, uint8. Fails when the
/// grids differ.
Result<Volume> posterior_only(const Volume& vertebrae, const Volume& subregions);

}  // namespace transpine
