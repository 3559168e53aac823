// SPDX-License-Identifier: Apache-2.0
#include "core/training/player.h"

#include "core/nn/initialise.h"
#include "core/nn/sa_unet.h"

namespace transpine {

Player::Player(std::string name, std::shared_ptr<torch::nn::Module> network,
               const AdamOptions& adam, const TrainOptions& options, torch::Device device)
    : name_(std::move(name)), module_(std::move(network)) {
  if (options.initialisation == "normal") initialise_convolutions(*module_);
  if (options.initialisation == "xavier") initialise_by_xavier(*module_);
  module_->to(device);
  adam_ = std::make_unique<Adam>(*module_, adam);
}

void Player::require_gradients(bool required) {
  for (torch::Tensor& parameter : module_->parameters()) parameter.set_requires_grad(required);
}

}  // namespace transpine
