// SPDX-License-Identifier: Apache-2.0
#include "core/training/allocation_meter.h"

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>
#include <torch/version.h>

#include <algorithm>

namespace transpine {
namespace {

#if TORCH_VERSION_MAJOR >= 2
using Total = std::size_t;
#else
using Total = std::int64_t;
#endif

constexpr auto kind = c10::DebugInfoKind::PROFILER_STATE;

std::uint64_t not_negative(std::int64_t bytes) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, bytes));
}

}  // namespace

/// LibTorch tells a memory profiler of each allocation of the threads that it is installed in.
class AllocationMeter::Counter : public c10::MemoryReportingInfoBase {
 public:
  void reportMemoryUsage(void*, std::int64_t size, Total, Total, c10::Device device) override {
    if (!device.is_cpu()) return;
    live_ += size;
    peak_ = std::max(peak_, live_);
  }
  bool memoryProfilingEnabled() const override { return true; }

  std::int64_t live_ = 0, peak_ = 0, forward_ = 0;
};

class AllocationMeter::Installed {
 public:
  explicit Installed(std::shared_ptr<Counter> counter) : guard_(kind, std::move(counter)) {}

 private:
  c10::DebugInfoGuard guard_;
};

namespace {

thread_local AllocationMeter* meter_of_thread = nullptr;

}  // namespace

AllocationMeter::AllocationMeter()
    : counter_(std::make_shared<Counter>()), installed_(std::make_unique<Installed>(counter_)) {
  meter_of_thread = this;
}

AllocationMeter::~AllocationMeter() {
  meter_of_thread = nullptr;
}

std::uint64_t AllocationMeter::live_bytes() const {
  return not_negative(counter_->live_);
}

std::uint64_t AllocationMeter::peak_bytes() const {
  return not_negative(counter_->peak_);
}

std::uint64_t AllocationMeter::forward_bytes() const {
  return not_negative(counter_->forward_);
}

AllocationMeter* AllocationMeter::of_thread() {
  return meter_of_thread;
}

void AllocationMeter::note_forward_end(std::uint64_t gradient_bytes) {
  counter_->forward_ =
      std::max(counter_->forward_, counter_->live_ - static_cast<std::int64_t>(gradient_bytes));
}

}  // namespace transpine
