// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include <memory>
#include <string>

#include "core/nn/ema.h"
#include "core/training/adam.h"
#include "core/training/checkpoint.h"
#include "core/training/train_run.h"

namespace transpine {

/// A network as it is trained, on its device and in its memory format, with its optimiser and,
/// where asked for, the moving average of its weights.
class Player {
 public:
  Player() = default;
  /// Draws new start values where the options ask for the paper's; `name` is its place in
  /// checkpoints.
  Player(std::string name, std::shared_ptr<torch::nn::Module> network, const AdamOptions& adam,
         const TrainOptions& options, torch::Device device);

  explicit operator bool() const { return module_ != nullptr; }
  const std::string& name() const { return name_; }
  torch::nn::Module& module() { return *module_; }
  Adam& adam() { return *adam_; }
  Ema* ema() { return ema_.get(); }
  TrainedPart part() { return {name_, *module_, *adam_, ema_.get()}; }

  /// Keeps a moving average from now on, unless `decay` is 0. For the networks that translate.
  void keep_average(double decay);
  /// Whether backward reaches its weights: a judge that only judges needs none of its own.
  void require_gradients(bool required);
  /// One step of the optimiser, and of the average.
  void step(double learning_rate);

 private:
  std::string name_;
  std::shared_ptr<torch::nn::Module> module_;
  std::unique_ptr<Adam> adam_;
  std::unique_ptr<Ema> ema_;
};

}  // namespace transpine
