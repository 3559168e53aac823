// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/nn/denoiser_network.h"
#include "core/nn/generator.h"
#include "core/training/train_run.h"

namespace transpine {

/// Models that are trained in the same way.
enum class ModelFamily { diffusion, gan, cycle_gan, syndiff, regression, segmenter };

ModelFamily family_of(const std::string& model);
/// Learns the CT's look from patches (CUT) instead of from pairs.
bool is_contrastive(const std::string& model);
/// The original pix2pix: another discriminator and loss.
bool is_original_pix2pix(const std::string& model);

/// The generator of a model that translates in one pass, with the sizes that the options give.
GeneratorOptions generator_options(const TrainOptions& options);
/// The network of a diffusion model.
DenoiserOptions denoiser_options(const TrainOptions& options);

/// Fails where an option that the model does not have was given another value than its default, or
/// where a size does not fit the network. Names the option.
Result<void> check_model_options(const TrainOptions& options);

}  // namespace transpine
