// SPDX-License-Identifier: Apache-2.0
#include "core/training/player.h"

#include "core/nn/initialise.h"
#include "core/nn/sa_unet.h"

namespace transpine {
namespace {

/// Whether convolutions in 2D shall work with the channels of a pixel side by side: faster in half
/// precision on CUDA; on the CPU LibTorch 1.13 is slower so.
bool channels_last(const TrainOptions& options, torch::Device device) {
  if (options.memory_format == "auto") return device.is_cuda();
  return options.memory_format == "channels_last";
}

/// Convolutions follow the format of their weights. Weights of 3D stay as they are.
void put_channels_last(torch::nn::Module& module) {
  for (torch::Tensor& parameter : module.parameters()) {
    if (parameter.dim() == 4) {
      parameter.set_data(parameter.contiguous(torch::MemoryFormat::ChannelsLast));
    }
  }
}

}  // namespace

Player::Player(std::string name, std::shared_ptr<torch::nn::Module> network,
               const AdamOptions& adam, const TrainOptions& options, torch::Device device)
    : name_(std::move(name)), module_(std::move(network)) {
  if (options.initialisation == "normal") initialise_convolutions(*module_);
  if (options.initialisation == "xavier") initialise_by_xavier(*module_);
  module_->to(device);
  if (channels_last(options, device)) put_channels_last(*module_);
  adam_ = std::make_unique<Adam>(*module_, adam);
}

void Player::keep_average(double decay) {
  EmaOptions options;
  options.beta = decay;
  if (decay > 0) ema_ = std::make_unique<Ema>(*module_, options);
}

void Player::require_gradients(bool required) {
  for (torch::Tensor& parameter : module_->parameters()) parameter.set_requires_grad(required);
}

void Player::step(double learning_rate) {
  adam_->step(learning_rate);
  if (ema_) ema_->update();
}

}  // namespace transpine
