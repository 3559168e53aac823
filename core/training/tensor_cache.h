// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

namespace transpine {

/// Tensors that were costly to read, the least recently used of which go first when they need more
/// than the budget. Safe to use from several threads.
class TensorCache {
 public:
  explicit TensorCache(std::uint64_t budget_bytes) : budget_bytes_(budget_bytes) {}

  /// The tensor of this name, made where it is not kept. Two threads may make the same at once.
  torch::Tensor get(const std::string& name, const std::function<torch::Tensor()>& make);

  std::uint64_t used_bytes() const;

 private:
  struct Item {
    std::string name;
    torch::Tensor tensor;
  };

  void keep(const std::string& name, const torch::Tensor& tensor);

  const std::uint64_t budget_bytes_;
  mutable std::mutex mutex_;
  std::uint64_t used_bytes_ = 0;
  std::list<Item> items_;  ///< The most recently used first.
  std::unordered_map<std::string, std::list<Item>::iterator> places_;
};

}  // namespace transpine
