// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <memory>
#include <vector>

#include "core/base/result.h"
#include "core/training/process_place.h"

namespace transpine {

/// Processes that train one model together. Every one must make the same calls in the same order.
class ProcessGroup {
 public:
  virtual ~ProcessGroup() = default;

  int rank() const { return place_.rank; }
  int count() const { return place_.count; }

  /// Replaces the values of each tensor by their mean over all processes. Throws
  /// std::runtime_error when another process has ended.
  virtual void average(const std::vector<torch::Tensor>& tensors) = 0;
  /// The mean of each number over all processes.
  std::vector<double> average(std::vector<double> numbers);
  /// Whether it is so for any process.
  bool any(bool here);

 protected:
  explicit ProcessGroup(ProcessPlace place) : place_(std::move(place)) {}

 private:
  ProcessPlace place_;
};

/// Meets the other processes, over Gloo on the CPU and NCCL on CUDA where LibTorch has them. Waits
/// some minutes for all to come. The error says who was waited for, or what LibTorch lacks.
Result<std::shared_ptr<ProcessGroup>> join_processes(const ProcessPlace& place,
                                                     torch::Device device);

}  // namespace transpine
