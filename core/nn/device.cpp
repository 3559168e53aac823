// SPDX-License-Identifier: Apache-2.0
#include "core/nn/device.h"

#include <torch/cuda.h>

#include <new>

namespace transpine {

Result<torch::Device> device_from(const std::string& name) {
  const bool has_cuda = torch::cuda::is_available();
  if (name == "cpu" || (name == "auto" && !has_cuda)) return torch::Device(torch::kCPU);
  if (name == "auto") return torch::Device(torch::kCUDA);
  try {
    const torch::Device device(name);
    if (device.is_cpu()) return device;
    if (!device.is_cuda())
      return Error{"The device " + name + " is not supported.", "Use cpu or cuda."};
    const auto count = static_cast<int>(torch::cuda::device_count());
    if (has_cuda && device.index() < count) return device;
    return Error{"There is no device " + name + ": this build of LibTorch sees " +
                     std::to_string(count) + " CUDA devices.",
                 "Use --device cpu, or build against a LibTorch with CUDA (run.sh --torch DIR)."};
  } catch (const std::exception&) {
    return Error{"\"" + name + "\" is not a device.", "Use auto, cpu, cuda or cuda:n."};
  }
}

bool is_out_of_memory(const std::exception& exception) {
  const std::string text = exception.what();
  return dynamic_cast<const std::bad_alloc*>(&exception) != nullptr ||
         text.find("out of memory") != std::string::npos ||
         text.find("can't allocate memory") != std::string::npos;
}

Error error_from(const std::exception& exception, const std::string& what,
                 const std::string& memory_remedy) {
  const std::string text = exception.what();
  if (is_out_of_memory(exception)) {
    return {what + " needs more memory than there is.", memory_remedy};
  }
  return {what + " failed: " + text.substr(0, text.find('\n')) + ".",
          "If it happens again, please report it with the options that you used."};
}

}  // namespace transpine
