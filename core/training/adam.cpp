// SPDX-License-Identifier: Apache-2.0
#include "core/training/adam.h"

#include <cmath>

namespace transpine {

Adam::Adam(const torch::nn::Module& module, const AdamOptions& options) : options_(options) {
  for (const auto& item : module.named_parameters()) {
    slots_.push_back({item.key(), item.value(), torch::zeros_like(item.value()),
                      torch::zeros_like(item.value())});
  }
}

void Adam::zero_gradients() {
  for (Slot& slot : slots_) slot.parameter.mutable_grad() = torch::Tensor();
}

std::vector<torch::Tensor> Adam::gradients() const {
  std::vector<torch::Tensor> all;
  for (const Slot& slot : slots_) {
    if (slot.parameter.grad().defined()) all.push_back(slot.parameter.grad());
  }
  return all;
}

void Adam::scale_gradients(double factor) {
  const torch::NoGradGuard no_grad;
  for (torch::Tensor& gradient : gradients()) gradient.mul_(factor);
}

void Adam::step(double learning_rate) {
  const torch::NoGradGuard no_grad;
  ++step_count_;
  const auto n = static_cast<double>(step_count_);
  const double mean_correction = 1 - std::pow(options_.beta1, n);
  const double square_correction = std::sqrt(1 - std::pow(options_.beta2, n));
  for (Slot& slot : slots_) {
    const torch::Tensor& gradient = slot.parameter.grad();
    if (!gradient.defined()) continue;
    slot.mean.lerp_(gradient, 1 - options_.beta1);
    slot.square.mul_(options_.beta2).addcmul_(gradient, gradient, 1 - options_.beta2);
    const torch::Tensor spread = slot.square.sqrt().div_(square_correction).add_(options_.epsilon);
    slot.parameter.addcdiv_(slot.mean, spread, -learning_rate / mean_correction);
  }
}

double Adam::gradient_norm() const {
  const torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> norms;
  for (const torch::Tensor& gradient : gradients()) norms.push_back(gradient.norm());
  return norms.empty() ? 0 : torch::stack(norms).norm().item<double>();
}

NamedTensors Adam::state() const {
  NamedTensors state;
  for (const Slot& slot : slots_) {
    state.emplace_back(slot.name + ".exp_avg", slot.mean);
    state.emplace_back(slot.name + ".exp_avg_sq", slot.square);
  }
  return state;
}

}  // namespace transpine
