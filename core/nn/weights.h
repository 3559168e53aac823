// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <torch/nn/module.h>

#include <string>
#include <utility>
#include <vector>

#include "core/base/safetensors.h"

namespace transpine {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// Parameters and buffers in the state dict's order; the tensors share the module's memory.
NamedTensors named_state(const torch::nn::Module& module);

/// A tensor on the CPU that shares the file's mapped memory, which it keeps alive. Read only.
torch::Tensor mapped_tensor(const SafetensorsFile& file, const SafetensorsEntry& entry);

/// Safetensors entries of tensors under `prefix` + name. `holder` receives the contiguous CPU
/// copies that the entries point into and must outlive them.
std::vector<SafetensorsEntry> entries_of(const NamedTensors& tensors, const std::string& prefix,
                                         std::vector<torch::Tensor>& holder);

/// Copies a file's weights into the module. Each name is looked for as `prefixes[0]` + name, then
/// with the next prefix; the reference's own files use "", "generator." and "ema.".
/// Errors name the file and the first missing or misshapen tensor; the module is then unchanged.
Result<void> load_weights(torch::nn::Module& module, const SafetensorsFile& file,
                          const std::vector<std::string>& prefixes = {"", "generator.", "ema."});

}  // namespace transpine
