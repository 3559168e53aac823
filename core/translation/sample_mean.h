// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

namespace transpine {

/// Mean and standard deviation of images that come one by one (Welford's recurrence).
class SampleMean {
 public:
  void add(const torch::Tensor& sample);
  const torch::Tensor& mean() const { return mean_; }
  /// Of a sample of the population (n - 1); call it after two samples at least.
  torch::Tensor deviation() const;

 private:
  std::int64_t count_ = 0;
  torch::Tensor mean_, squares_;
};

/// A tensor's values, in order.
void copy_to(const torch::Tensor& image, float* target);

}  // namespace transpine
