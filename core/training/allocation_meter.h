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
  /// The most that was live at a call of note_forward_end().
  std::uint64_t forward_bytes() const;

  /// For the meter of this thread, if there is one: a forward pass has ended, and what its backward
  /// pass needs is live.
  static void note_forward_end();

 private:
  class Counter;
  class Installed;

  std::shared_ptr<Counter> counter_;
  std::unique_ptr<Installed> installed_;
};

}  // namespace transpine
