// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <memory>
#include <utility>
#include <vector>

#include "core/training/loss_scale.h"
#include "core/training/precision.h"
#include "core/training/process_group.h"
#include "core/training/undo.h"

namespace transpine {

struct TraineeStep;

/// How every family makes a step: networks in the options' precision, a scaled loss where that is
/// half, gradients that are averaged over processes and clipped, and nothing changed where a loss
/// or a gradient is not finite.
///
///   rules.begin({&generator});
///   for each batch: output = rules.forward(...); rules.backward(loss * share, done);
///   rules.update({&generator}, learning_rate, done);
class StepRules {
 public:
  /// Throws std::invalid_argument for a precision that the device does not have.
  StepRules(const TrainOptions& options, torch::Device device);

  /// What a network gives, a tensor or a vector of tensors, as float32: losses are computed in
  /// full. Within a step it computes in the options' precision, else in float32.
  template <class Network>
  auto forward(Network&& network) const {
    const AutocastGuard guard(is_stepping_ ? precision_ : Precision::fp32, device_);
    return as_float(std::forward<Network>(network)());
  }
  /// The same as a function of the network's inputs.
  template <class Network>
  auto in_precision(Network network) const {
    return [this, network](const auto&... inputs) mutable {
      return forward([&] { return network(inputs...); });
    };
  }

  /// Begins a step of these networks, or of those among them that there are: they have no
  /// gradients now. `memory`: what else the step may change.
  void begin(const std::vector<Player*>& players, const NamedTensors& memory = {});
  /// Adds to the gradients. Where `loss`, or the step's loss or a term noted so far, is not finite
  /// the step has failed; it must go on to update() all the same, for the other processes wait.
  void backward(const torch::Tensor& loss, TraineeStep& done);
  /// Steps the optimisers, unless the step has failed or a gradient is not finite: then all of the
  /// step is taken back. Notes the gradient norm of the first. A step with several updates, each
  /// from the weights of the one before, says `more_follow` at all but the last, and begins each
  /// with zero_gradients().
  void update(const std::vector<Player*>& players, double learning_rate, TraineeStep& done,
              bool more_follow = false);
  static void zero_gradients(const std::vector<Player*>& players);

  /// From now on gradients are the means over these processes, which all make the same steps.
  void share_with(std::shared_ptr<ProcessGroup> group) { group_ = std::move(group); }
  /// After an exception within a step: takes the step back. False where it came too late for that,
  /// when weights were being changed.
  bool abandon();

  LossScale& loss_scale() { return scale_; }

 private:
  static torch::Tensor as_float(const torch::Tensor& tensor);
  static std::vector<torch::Tensor> as_float(std::vector<torch::Tensor> tensors);

  void average_gradients(const std::vector<Player*>& players, TraineeStep& done);
  void finish_gradients(const std::vector<Player*>& players, TraineeStep& done);

  void measure() const;

  torch::Device device_;
  Precision precision_;
  bool is_stepping_ = false;
  bool is_updating_ = false;
  double clip_norm_;
  LossScale scale_;
  Undo undo_;
  std::vector<Player*> players_;  ///< Of the step.
  std::shared_ptr<ProcessGroup> group_;
};

}  // namespace transpine
