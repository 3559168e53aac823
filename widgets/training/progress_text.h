// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <deque>
#include <optional>

#include "core/training/machine_use.h"
#include "core/training/train_run.h"

namespace transpine {

/// How long a training will still take, from its latest steps and what lay between them (loading,
/// validations, checkpoints), without pauses.
class StepClock {
 public:
  void clear() { elapsed_s_.clear(); }
  void add(const TrainStep& step);
  /// Absent until there are two steps.
  std::optional<double> seconds_per_step() const;
  std::optional<double> remaining_s() const;

 private:
  std::deque<double> elapsed_s_;
  std::int64_t left_ = 0;
};

/// "Step 12 of 800, loss 0.2312, gradient 1.20; 0.31 s a step, 4 min left".
QString progress_text(const TrainStep& step, const StepClock& clock);
/// "Memory of the program: 1.2 GB. No GPU." or each card's memory and load.
QString machine_text(const MachineUse& use);
/// "3 h 05 min", "4 min" or "20 s".
QString duration_text(double seconds);

}  // namespace transpine
