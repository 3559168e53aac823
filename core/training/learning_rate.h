// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/training/train_run.h"

namespace transpine {

/// The GAN models' factor of the learning rate: 1 up to `decay_from`, then linear to 0 at `all`.
/// `at`, in the same unit: epochs or steps.
double linear_decay_factor(std::int64_t at, std::int64_t all, std::int64_t decay_from);

/// The factor of cosine annealing: 1 at 0, 0 at `all`. `at` as above.
double cosine_factor(std::int64_t at, std::int64_t all);

/// The learning rate of optimiser step `step` (from 0) of `steps`. Schedules fall to the floor from
/// epoch to epoch as the paper's, or from step to step where the run's length is given in steps.
double learning_rate_at(const TrainOptions& options, std::int64_t step, std::int64_t steps,
                        std::int64_t steps_per_epoch);

/// The rate of networks whose learning rate is `share` of the options' when that one's is `rate`:
/// it falls to the same floor (SynDiff's judges, section 3.6).
double learning_rate_of_share(const TrainOptions& options, double share, double rate);

}  // namespace transpine
