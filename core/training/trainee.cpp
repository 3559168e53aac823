// SPDX-License-Identifier: Apache-2.0
#include "core/training/trainee.h"

#include "core/training/train_models.h"

namespace transpine {

std::unique_ptr<Trainee> make_trainee(const TrainOptions& options, const TrainingSet& set,
                                      torch::Device device) {
  return is_gan(options.model) ? make_gan_trainee(options, set, device)
                               : make_diffusion_trainee(options, set, device);
}

}  // namespace transpine
