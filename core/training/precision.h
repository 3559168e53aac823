// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <string>

#include "core/base/result.h"

namespace transpine {

/// The type in which networks compute; weights, losses and optimisers are float32 always.
enum class Precision { fp32, bf16, fp16 };

/// "fp32", "bf16" or "fp16". Refused where the device cannot compute in it.
Result<Precision> precision_from(const std::string& name, torch::Device device);

/// While it lives, LibTorch computes convolutions and products in the given precision. Not to be
/// nested.
class AutocastGuard {
 public:
  AutocastGuard(Precision precision, torch::Device device);
  ~AutocastGuard();
  AutocastGuard(const AutocastGuard&) = delete;
  AutocastGuard& operator=(const AutocastGuard&) = delete;

 private:
  void set_type(torch::ScalarType type) const;
  void enable(bool enabled) const;

  bool active_;
  bool cuda_;
};

}  // namespace transpine
