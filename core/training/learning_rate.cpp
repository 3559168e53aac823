// SPDX-License-Identifier: Apache-2.0
#include "core/training/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace transpine {

double linear_decay_factor(std::int64_t at, std::int64_t all, std::int64_t decay_from) {
  if (at <= decay_from || all <= decay_from) return 1;
  return 1 - static_cast<double>(at - decay_from) / static_cast<double>(all - decay_from);
}

double learning_rate_at(const TrainOptions& options, std::int64_t step, std::int64_t steps,
                        std::int64_t steps_per_epoch) {
  double rate = options.learning_rate;
  if (step < options.warmup_steps) {
    rate *= static_cast<double>(step + 1) / static_cast<double>(options.warmup_steps);
  }
  if (options.learning_rate_schedule == "cosine") {
    const double done = static_cast<double>(step) / static_cast<double>(steps);
    rate *= 0.5 * (1 + std::cos(std::numbers::pi * done));
  }
  if (options.learning_rate_schedule == "linear") {
    const std::int64_t unit = options.steps > 0 ? 1 : steps_per_epoch;
    const std::int64_t all = steps / unit;
    rate *= linear_decay_factor(step / unit, all, all / 2);
  }
  return rate;
}

}  // namespace transpine
