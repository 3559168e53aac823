// SPDX-License-Identifier: Apache-2.0
#include "core/training/trainee.h"

#include <algorithm>

#include "core/training/train_models.h"

namespace transpine {

void TraineeStep::add_term(const std::string& name, double value) {
  const auto found = std::ranges::find(terms, name, &LossTerm::name);
  if (found == terms.end()) {
    terms.push_back({name, value});
  } else {
    found->value += value;
  }
}

std::unique_ptr<Trainee> make_trainee(const TrainOptions& options, const TrainingSet& set,
                                      torch::Device device) {
  return is_gan(options.model) ? make_gan_trainee(options, set, device)
                               : make_diffusion_trainee(options, set, device);
}

}  // namespace transpine
