// SPDX-License-Identifier: Apache-2.0
#include "core/translation/sample_mean.h"

#include <algorithm>

namespace transpine {

void SampleMean::add(const torch::Tensor& sample) {
  ++count_;
  if (count_ == 1) {
    mean_ = sample.clone();
    squares_ = torch::zeros_like(sample);
    return;
  }
  const torch::Tensor before = sample - mean_;
  mean_.add_(before / static_cast<double>(count_));
  squares_.addcmul_(before, sample - mean_);
}

torch::Tensor SampleMean::deviation() const {
  return (squares_ / static_cast<double>(count_ - 1)).sqrt();
}

void copy_to(const torch::Tensor& image, float* target) {
  const torch::Tensor flat = image.contiguous();
  std::copy_n(flat.data_ptr<float>(), flat.numel(), target);
}

}  // namespace transpine
