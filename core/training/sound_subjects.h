// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/job_context.h"
#include "core/training/training_set.h"

namespace transpine {

/// Leaves out of the set each subject that has a value which is no number, or whose MR or CT is the
/// same everywhere, and notes it among the set's problems. Reads all of the set.
void drop_unsound_subjects(TrainingSet& set, JobContext& job);

}  // namespace transpine
