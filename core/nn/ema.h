// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/nn/weights.h"

namespace transpine {

struct EmaOptions {
  double beta = 0.995;
  std::int64_t update_every = 10;
  std::int64_t update_after_step = 100;
  double inv_gamma = 1;
  double power = 2.0 / 3;
  double min_value = 0;
};

/// An exponential moving average of a network's weights with a warm-up (section 1.8): acts on every
/// `update_every`-th call, copies up to `update_after_step`, blends afterwards.
class Ema {
 public:
  explicit Ema(const torch::nn::Module& online, const EmaOptions& options = {});

  /// To be called after each optimiser step.
  void update();
  /// The decay that a blend at the present step uses.
  double current_decay() const;

  const NamedTensors& averages() const { return averages_; }
  std::int64_t step() const { return step_; }
  bool is_blending() const { return blending_; }
  /// Puts back a saved state; the averages' tensors are written by the caller.
  void restore(std::int64_t step, bool blending);

 private:
  EmaOptions options_;
  NamedTensors online_;
  NamedTensors averages_;
  std::int64_t step_ = 0;
  bool blending_ = false;
};

}  // namespace transpine
