// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "core/evaluation/dice.h"

namespace transpine {

/// Which label of a prediction is compared with a label of the reference.
class LabelShift {
 public:
  LabelShift() = default;
  LabelShift(int levels, std::map<int, int> exceptions)
      : levels_(levels), exceptions_(std::move(exceptions)) {}

  int levels() const { return levels_; }
  int predicted_label(int reference_label) const {
    const auto it = exceptions_.find(reference_label);
    return it == exceptions_.end() ? reference_label + levels_ : it->second;
  }

 private:
  int levels_ = 0;
  std::map<int, int> exceptions_;
};

/// The reference implementation's rule (paper-facts 9): labels of the prediction may be off by the
/// same number of levels everywhere. Taken is the shift of -1, 0 or +1 with the largest mean Dice
/// over the reference's labels, of -2 to +2 where that stays below 0.5; T12 may also be the label
/// six further. Of equal ones the smallest shift wins.
LabelShift best_label_shift(const LabelConfusion& confusion);

}  // namespace transpine
