// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/nn/weights.h"

namespace transpine {

/// CycleGAN's memory of earlier synthetic images (section 5.2): a judge sees a half of old ones,
/// so that the generators do not run in circles. Its state is two tensors.
class ImagePool {
 public:
  ImagePool() = default;
  /// `shape` [C, H, W] of an image; `size` 0 keeps none.
  ImagePool(std::int64_t size, const std::vector<std::int64_t>& shape, torch::Device device);

  /// The images [N, C, H, W] that the judge shall see for these: each itself, or with a
  /// probability of a half one from the full pool, whose place it takes.
  torch::Tensor exchanged(const torch::Tensor& images, at::Generator random);

  /// Under "<name>.images" and "<name>.count".
  NamedTensors state(const std::string& name) const;

 private:
  std::int64_t size_ = 0;
  torch::Tensor images_;
  torch::Tensor count_;  ///< Float32, as all of a checkpoint; how many it has kept.
};

}  // namespace transpine
