// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/training/player.h"

namespace transpine {

/// Takes back what a step that fails has changed already.
class Undo {
 public:
  /// Forgets what was kept.
  void clear();
  /// Keeps what a forward pass changes: running means and the like.
  void keep_buffers(Player& player);
  /// Keeps what an optimiser's step changes.
  void keep_weights(Player& player);
  void keep(const torch::Tensor& tensor);
  /// Puts back all that was kept.
  void take_back();

 private:
  struct Counters {
    Player* player;
    std::int64_t adam_steps;
    std::int64_t ema_steps;
    bool ema_blending;
  };

  std::vector<std::pair<torch::Tensor, torch::Tensor>> tensors_;  ///< Each with its old values.
  std::vector<Counters> counters_;
};

}  // namespace transpine
