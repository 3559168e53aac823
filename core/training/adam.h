// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/nn/weights.h"

namespace transpine {

struct AdamOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
};

/// Adam without weight decay, its state open so that a run can be saved and resumed (the state of
/// torch's own optimiser has another layout in every version).
class Adam {
 public:
  explicit Adam(const torch::nn::Module& module, const AdamOptions& options = {});

  void zero_gradients();
  /// Those that there are; they share the parameters' memory.
  std::vector<torch::Tensor> gradients() const;
  void scale_gradients(double factor);
  /// Updates the parameters that have a gradient.
  void step(double learning_rate);
  /// L2 norm of all gradients; call between backward and step.
  double gradient_norm() const;

  /// The moments under "<parameter>.exp_avg" and "<parameter>.exp_avg_sq".
  NamedTensors state() const;
  std::int64_t step_count() const { return step_count_; }
  void set_step_count(std::int64_t count) { step_count_ = count; }

 private:
  struct Slot {
    std::string name;
    torch::Tensor parameter, mean, square;
  };

  AdamOptions options_;
  std::vector<Slot> slots_;
  std::int64_t step_count_ = 0;
};

}  // namespace transpine
