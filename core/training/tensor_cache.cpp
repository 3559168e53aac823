// SPDX-License-Identifier: Apache-2.0
#include "core/training/tensor_cache.h"

namespace transpine {

torch::Tensor TensorCache::get(const std::string& name,
                               const std::function<torch::Tensor()>& make) {
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = places_.find(name); found != places_.end()) {
      items_.splice(items_.begin(), items_, found->second);
      return found->second->tensor;
    }
  }
  torch::Tensor made = make();
  const std::lock_guard lock(mutex_);
  keep(name, made);
  return made;
}

void TensorCache::keep(const std::string& name, const torch::Tensor& tensor) {
  if (tensor.nbytes() > budget_bytes_ || places_.contains(name)) return;
  items_.push_front({name, tensor});
  places_[name] = items_.begin();
  used_bytes_ += tensor.nbytes();
  while (used_bytes_ > budget_bytes_) {
    used_bytes_ -= items_.back().tensor.nbytes();
    places_.erase(items_.back().name);
    items_.pop_back();
  }
}

std::uint64_t TensorCache::used_bytes() const {
  const std::lock_guard lock(mutex_);
  return used_bytes_;
}

}  // namespace transpine
