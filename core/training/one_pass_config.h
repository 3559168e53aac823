// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/nn/gan_model.h"
#include "core/training/train_run.h"
#include "core/training/training_set.h"

namespace transpine {

/// What a checkpoint says of a model that translates in one pass.
GanModelConfig one_pass_config(const TrainOptions& options, const TrainingSet& set);

}  // namespace transpine
