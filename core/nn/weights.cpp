// SPDX-License-Identifier: Apache-2.0
#include "core/nn/weights.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "core/nn/weights_match.h"

namespace transpine {
namespace {

const std::map<std::string, torch::ScalarType>& torch_types() {
  static const std::map<std::string, torch::ScalarType> types{
      {"F64", torch::kFloat64},   {"F32", torch::kFloat32}, {"F16", torch::kFloat16},
      {"BF16", torch::kBFloat16}, {"I64", torch::kInt64},   {"I32", torch::kInt32},
      {"I16", torch::kInt16},     {"I8", torch::kInt8},     {"U8", torch::kUInt8},
      {"BOOL", torch::kBool}};
  return types;
}

std::string dtype_name(torch::ScalarType type) {
  for (const auto& [name, candidate] : torch_types()) {
    if (candidate == type) return name;
  }
  throw std::invalid_argument("this tensor type has no safetensors name");
}

/// The prefix to load from: the first under which there is anything for the network.
const std::string& chosen_prefix(const NamedTensors& state, const SafetensorsFile& file,
                                 const std::vector<std::string>& prefixes) {
  for (const std::string& prefix : prefixes) {
    const bool used = std::ranges::any_of(
        state, [&](const auto& item) { return file.find(prefix + item.first) != nullptr; });
    if (used) return prefix;
  }
  return prefixes.front();
}

}  // namespace

NamedTensors named_state(const torch::nn::Module& module) {
  NamedTensors state;
  // As Python does it: of each module first its own parameters, then its own buffers.
  const auto append = [&](const std::string& path, const torch::nn::Module& part) {
    const std::string prefix = path.empty() ? "" : path + ".";
    for (const auto& item : part.named_parameters(/*recurse=*/false)) {
      state.emplace_back(prefix + item.key(), item.value());
    }
    for (const auto& item : part.named_buffers(/*recurse=*/false)) {
      state.emplace_back(prefix + item.key(), item.value());
    }
  };
  append("", module);
  for (const auto& item : module.named_modules("", /*include_self=*/false)) {
    append(item.key(), *item.value());
  }
  return state;
}

bool is_torch_dtype(const std::string& name) {
  return torch_types().contains(name);
}

torch::Tensor mapped_tensor(const SafetensorsFile& file, const SafetensorsEntry& entry) {
  const auto type = torch_types().find(entry.dtype);
  if (type == torch_types().end()) {
    throw std::invalid_argument("torch has no element type " + entry.dtype);
  }
  // The mapping is private and read only; torch wants a pointer it may write to.
  void* data = const_cast<std::byte*>(entry.bytes.data());
  return torch::from_blob(
      data, entry.shape, [file](void*) {}, torch::dtype(type->second));
}

std::vector<SafetensorsEntry> entries_of(const NamedTensors& tensors, const std::string& prefix,
                                         std::vector<torch::Tensor>& holder) {
  std::vector<SafetensorsEntry> entries;
  for (const auto& [name, tensor] : tensors) {
    holder.push_back(tensor.detach().to(torch::kCPU).contiguous());
    const torch::Tensor& kept = holder.back();
    entries.push_back({prefix + name,
                       dtype_name(kept.scalar_type()),
                       kept.sizes().vec(),
                       {static_cast<const std::byte*>(kept.data_ptr()), kept.nbytes()}});
  }
  return entries;
}

Result<void> load_weights(torch::nn::Module& module, const SafetensorsFile& file,
                          const std::vector<std::string>& prefixes) {
  const NamedTensors state = named_state(module);
  const std::string& prefix = chosen_prefix(state, file, prefixes);
  const WeightsMismatch mismatch = compare_weights(state, file, prefix);
  if (!mismatch.can_load()) return mismatch_error(file, mismatch);
  const torch::NoGradGuard no_grad;
  for (const auto& [name, tensor] : state) {
    torch::Tensor target = tensor;
    target.copy_(mapped_tensor(file, *file.find(prefix + name)));
  }
  return {};
}

}  // namespace transpine
