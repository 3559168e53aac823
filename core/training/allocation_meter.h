// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

namespace transpine {

/// Counts the bytes of the tensors that this thread makes on the CPU while it lives. Only tensors
/// made meanwhile are counted when they go.
class AllocationMeter {
 public:
  AllocationMeter();
  ~AllocationMeter();
  AllocationMeter(const AllocationMeter&) = delete;
  AllocationMeter& operator=(const AllocationMeter&) = delete;

  std::uint64_t live_bytes() const;
  std::uint64_t peak_bytes() const;
  /// The most that note_forward_end() has noted.
  std::uint64_t forward_bytes() const;

  /// The meter of this thread, or null.
  static AllocationMeter* of_thread();
  /// A forward pass has ended, and what its backward pass needs is live; beside it `gradient_bytes`
  /// of earlier ones.
  void note_forward_end(std::uint64_t gradient_bytes);

 private:
  class Counter;
  class Installed;

  std::shared_ptr<Counter> counter_;
  std::unique_ptr<Installed> installed_;
};

}  // namespace transpine
