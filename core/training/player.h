// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include <memory>
#include <string>

#include "core/training/adam.h"
#include "core/training/checkpoint.h"
#include "core/training/train_run.h"

namespace transpine {

/// A network as it is trained, on its device and with its optimiser.
class Player {
 public:
  Player() = default;
  /// Draws new start values where the options ask for the paper's; `name` is its place in
  /// checkpoints.
  Player(std::string name, std::shared_ptr<torch::nn::Module> network, const AdamOptions& adam,
         const TrainOptions& options, torch::Device device);

  explicit operator bool() const { return module_ != nullptr; }
  torch::nn::Module& module() { return *module_; }
  Adam& adam() { return *adam_; }
  TrainedPart part() { return {name_, *module_, *adam_}; }

  /// Whether backward reaches its weights: a judge that only judges needs none of its own.
  void require_gradients(bool required);

 private:
  std::string name_;
  std::shared_ptr<torch::nn::Module> module_;
  std::unique_ptr<Adam> adam_;
};

}  // namespace transpine
