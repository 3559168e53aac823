// SPDX-License-Identifier: Apache-2.0
#include "core/training/undo.h"

namespace transpine {

void Undo::clear() {
  tensors_.clear();
  counters_.clear();
}

void Undo::keep_buffers(Player& player) {
  for (const torch::Tensor& buffer : player.module().buffers()) keep(buffer);
}

void Undo::keep_weights(Player& player) {
  for (const torch::Tensor& parameter : player.module().parameters()) keep(parameter);
  for (const auto& [name, moment] : player.adam().state()) keep(moment);
  Counters counters{&player, player.adam().step_count(), 0, false};
  if (const Ema* ema = player.ema()) {
    for (const auto& [name, average] : ema->averages()) keep(average);
    counters.ema_steps = ema->step();
    counters.ema_blending = ema->is_blending();
  }
  counters_.push_back(counters);
}

void Undo::take_back() {
  const torch::NoGradGuard no_grad;
  // Backwards: what was kept first is the oldest.
  for (auto kept = tensors_.rbegin(); kept != tensors_.rend(); ++kept) {
    kept->first.copy_(kept->second);
  }
  for (auto kept = counters_.rbegin(); kept != counters_.rend(); ++kept) {
    kept->player->adam().set_step_count(kept->adam_steps);
    if (Ema* ema = kept->player->ema()) ema->restore(kept->ema_steps, kept->ema_blending);
  }
  clear();
}

void Undo::keep(const torch::Tensor& tensor) {
  tensors_.emplace_back(tensor, tensor.detach().clone());
}

}  // namespace transpine
