// SPDX-License-Identifier: Apache-2.0
#include "core/nn/ema.h"

#include <algorithm>
#include <cmath>

namespace transpine {

Ema::Ema(const torch::nn::Module& online, const EmaOptions& options)
    : options_(options), online_(named_state(online)) {
  for (const auto& [name, tensor] : online_) {
    averages_.emplace_back(name, tensor.detach().clone());
  }
}

double Ema::current_decay() const {
  const std::int64_t epoch = step_ - options_.update_after_step - 1;
  if (epoch <= 0) return 0;
  const double value =
      1 - std::pow(1 + static_cast<double>(epoch) / options_.inv_gamma, -options_.power);
  return std::clamp(value, options_.min_value, options_.beta);
}

void Ema::update() {
  const std::int64_t calls_before = step_++;
  if (calls_before % options_.update_every != 0) return;
  const torch::NoGradGuard no_grad;
  const bool copy = !blending_;
  blending_ = blending_ || calls_before > options_.update_after_step;
  const double decay = current_decay();
  for (std::size_t i = 0; i < online_.size(); ++i) {
    torch::Tensor& average = averages_[i].second;
    const torch::Tensor& online = online_[i].second;
    if (copy || !average.is_floating_point()) {
      average.copy_(online);
    } else {
      average.lerp_(online, 1 - decay);
    }
  }
}

void Ema::restore(std::int64_t step, bool blending) {
  step_ = step;
  blending_ = blending;
}

}  // namespace transpine
