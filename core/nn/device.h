// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/types.h>

#include <exception>
#include <string>

#include "core/base/result.h"

namespace transpine {

/// The device that "auto" (CUDA when there is one), "cpu", "cuda" or "cuda:n" names.
Result<torch::Device> device_from(const std::string& name);

/// Whether an exception from torch or the standard library says that memory was short.
bool is_out_of_memory(const std::exception& exception);

/// An error for an exception from torch or the standard library while doing `what` ("The
/// training"). Short memory is told apart and gets `memory_remedy`.
Error error_from(const std::exception& exception, const std::string& what,
                 const std::string& memory_remedy);

}  // namespace transpine
