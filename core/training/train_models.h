// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/nn/generator.h"
#include "core/training/train_run.h"

namespace transpine {

/// The diffusion model and the GANs, or the GANs alone.
bool is_gan(const std::string& model);
/// Learns the CT's look from patches (CUT) instead of from pairs.
bool is_contrastive(const std::string& model);

/// The generator of a GAN with the sizes that the options give.
GeneratorOptions generator_options(const TrainOptions& options);

/// Fails where an option that the model does not have was given another value than its default, or
/// where a size does not fit the network. Names the option.
Result<void> check_model_options(const TrainOptions& options);

}  // namespace transpine
