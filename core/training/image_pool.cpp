// SPDX-License-Identifier: Apache-2.0
#include "core/training/image_pool.h"

namespace transpine {

ImagePool::ImagePool(std::int64_t size, const std::vector<std::int64_t>& shape,
                     torch::Device device)
    : size_(size), count_(torch::zeros({1})) {
  std::vector<std::int64_t> all = shape;
  all.insert(all.begin(), size);
  images_ = torch::zeros(all, torch::TensorOptions().device(device));
}

torch::Tensor ImagePool::exchanged(const torch::Tensor& images, at::Generator random) {
  if (size_ == 0) return images;
  const torch::NoGradGuard no_grad;
  const torch::Tensor shown = images.detach().clone();
  for (std::int64_t i = 0; i < images.size(0); ++i) {
    const auto kept = static_cast<std::int64_t>(count_.item<float>());
    if (kept < size_) {
      images_[kept].copy_(images[i]);
      count_.add_(1);
      continue;
    }
    // Drawn in any case, so that what comes later does not hang on what came before.
    const double chance = torch::rand({1}, random, torch::kFloat64).item<double>();
    const auto place = torch::randint(size_, {1}, random, torch::kInt64).item<std::int64_t>();
    if (chance >= 0.5) continue;
    shown[i].copy_(images_[place]);
    images_[place].copy_(images[i]);
  }
  return shown;
}

NamedTensors ImagePool::state(const std::string& name) const {
  return {{name + ".images", images_}, {name + ".count", count_}};
}

}  // namespace transpine
