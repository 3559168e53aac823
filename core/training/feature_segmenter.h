// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/nn/segmenter.h"
#include "core/training/train_run.h"
#include "core/training/training_set.h"

namespace transpine {

/// The segmenter that the options name, with weights that do not learn. Fails where there is none,
/// or where it does not fit the patches or the spacing of the set.
Result<Segmenter> feature_segmenter(const TrainOptions& options, const TrainingSet& set);

}  // namespace transpine
