// SPDX-License-Identifier: Apache-2.0
#include "core/training/trainee.h"

#include <algorithm>
#include <stdexcept>

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
  switch (family_of(options.model)) {
    case ModelFamily::diffusion:
      return make_diffusion_trainee(options, set, device);
    case ModelFamily::gan:
      return make_gan_trainee(options, set, device);
    case ModelFamily::cycle_gan:
      return make_cycle_gan_trainee(options, set, device);
    case ModelFamily::syndiff:
      return make_syndiff_trainee(options, set, device);
    case ModelFamily::segmenter:
      return make_segmenter_trainee(options, set, device);
    case ModelFamily::regression:
      return make_regression_trainee(options, set, device);
  }
  throw std::invalid_argument("an unknown family of models");
}

}  // namespace transpine
