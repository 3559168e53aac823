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

/// Whether torch has the element type of this safetensors name.
bool is_torch_dtype(const std::string& name);

/// A tensor on the CPU that shares the file's mapped memory, which it keeps alive. Read only.
torch::Tensor mapped_tensor(const SafetensorsFile& file, const SafetensorsEntry& entry);

/// Safetensors entries of tensors under `prefix` + name. `holder` receives the contiguous CPU
/// copies that the entries point into and must outlive them.
std::vector<SafetensorsEntry> entries_of(const NamedTensors& tensors, const std::string& prefix,
                                         std::vector<torch::Tensor>& holder);

/// Copies a file's weights into the module, from the tensors named prefix + name; values of other
/// types are converted. The reference's own files use the prefixes "", "generator." and "ema.".
/// The first prefix under which the file has any of the module's names counts. Errors name the file
/// and list what is missing, misshapen and unexpected; the module is then unchanged.
Result<void> load_weights(torch::nn::Module& module, const SafetensorsFile& file,
                          const std::vector<std::string>& prefixes = {"", "generator.", "ema."});

}  // namespace transpine
