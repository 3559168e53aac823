// SPDX-License-Identifier: Apache-2.0
#include "core/training/learning_rate.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace transpine {
namespace {

/// A schedule never rises.
double floor_below(const TrainOptions& options, double rate) {
  return std::min(options.learning_rate_floor, rate);
}

}  // namespace

double linear_decay_factor(std::int64_t at, std::int64_t all, std::int64_t decay_from) {
  if (at <= decay_from || all <= decay_from) return 1;
  return 1 - static_cast<double>(at - decay_from) / static_cast<double>(all - decay_from);
}

double cosine_factor(std::int64_t at, std::int64_t all) {
  const double done = static_cast<double>(at) / static_cast<double>(all);
  return 0.5 * (1 + std::cos(std::numbers::pi * done));
}

double learning_rate_at(const TrainOptions& options, std::int64_t step, std::int64_t steps,
                        std::int64_t steps_per_epoch) {
  double rate = options.learning_rate;
  if (options.learning_rate_schedule != "constant") {
    const std::int64_t unit = options.steps > 0 ? 1 : steps_per_epoch;
    const std::int64_t at = step / unit, all = steps / unit;
    const double factor = options.learning_rate_schedule == "cosine"
                              ? cosine_factor(at, all)
                              : linear_decay_factor(at, all, all / 2);
    const double floor = floor_below(options, rate);
    rate = floor + (rate - floor) * factor;
  }
  if (step >= options.warmup_steps) return rate;
  return rate * static_cast<double>(step + 1) / static_cast<double>(options.warmup_steps);
}

double learning_rate_of_share(const TrainOptions& options, double share, double rate) {
  const double whole = options.learning_rate, own = share * whole;
  const double whole_floor = floor_below(options, whole), own_floor = floor_below(options, own);
  // Of the warm-up.
  if (rate < whole_floor) return rate * own_floor / whole_floor;
  if (whole == whole_floor) return own;
  return own_floor + (own - own_floor) * (rate - whole_floor) / (whole - whole_floor);
}

}  // namespace transpine
