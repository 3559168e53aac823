// SPDX-License-Identifier: Apache-2.0
#include "core/training/precision.h"

#include <ATen/autocast_mode.h>
#include <torch/version.h>

#include <map>

namespace transpine {

Result<Precision> precision_from(const std::string& name, torch::Device device) {
  static const std::map<std::string, Precision> known{
      {"fp32", Precision::fp32}, {"bf16", Precision::bf16}, {"fp16", Precision::fp16}};
  const auto found = known.find(name);
  if (found == known.end()) {
    return Error{"\"" + name + "\" is not a precision.", "Use fp32, bf16 or fp16."};
  }
  if (found->second == Precision::fp16 && !device.is_cuda()) {
    return Error{"The precision fp16 needs a CUDA device, and this training runs on the " +
                     device.str() + ".",
                 "Use --precision fp32 or bf16, or --device cuda."};
  }
  return found->second;
}

AutocastGuard::AutocastGuard(Precision precision, torch::Device device)
    : active_(precision != Precision::fp32), cuda_(device.is_cuda()) {
  if (!active_) return;
  set_type(precision == Precision::bf16 ? torch::kBFloat16 : torch::kFloat16);
  enable(true);
}

AutocastGuard::~AutocastGuard() {
  if (!active_) return;
  enable(false);
  // The casts of the weights: the next step has other weights.
  at::autocast::clear_cache();
}

// LibTorch 2.4 named these functions anew.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)

void AutocastGuard::set_type(torch::ScalarType type) const {
  at::autocast::set_autocast_dtype(cuda_ ? at::kCUDA : at::kCPU, type);
}

void AutocastGuard::enable(bool enabled) const {
  at::autocast::set_autocast_enabled(cuda_ ? at::kCUDA : at::kCPU, enabled);
}

#else

void AutocastGuard::set_type(torch::ScalarType type) const {
  if (cuda_) {
    at::autocast::set_autocast_gpu_dtype(type);
  } else {
    at::autocast::set_autocast_cpu_dtype(type);
  }
}

void AutocastGuard::enable(bool enabled) const {
  if (cuda_) {
    at::autocast::set_enabled(enabled);
  } else {
    at::autocast::set_cpu_enabled(enabled);
  }
}

#endif

}  // namespace transpine
