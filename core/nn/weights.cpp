// SPDX-License-Identifier: Apache-2.0
#include "core/nn/weights.h"

#include <map>
#include <stdexcept>

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

std::string shape_text(at::IntArrayRef shape) {
  std::string text;
  for (const std::int64_t side : shape) text += (text.empty() ? "" : " x ") + std::to_string(side);
  return text.empty() ? "scalar" : text;
}

const SafetensorsEntry* find_with(const SafetensorsFile& file, const std::string& name,
                                  const std::vector<std::string>& prefixes) {
  for (const std::string& prefix : prefixes) {
    if (const auto* entry = file.find(prefix + name)) return entry;
  }
  return nullptr;
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
  const Error other_network{"", "The file belongs to another network or to other settings."};
  const NamedTensors state = named_state(module);
  for (const auto& [name, tensor] : state) {
    Error error = other_network;
    const SafetensorsEntry* entry = find_with(file, name, prefixes);
    if (!entry) {
      error.title = file.path().string() + " holds no weights named " + name + ".";
      return error;
    }
    if (at::IntArrayRef(entry->shape) != tensor.sizes()) {
      error.title = file.path().string() + ": " + entry->name + " is " + shape_text(entry->shape) +
                    ", the network needs " + shape_text(tensor.sizes()) + ".";
      return error;
    }
    if (!torch_types().count(entry->dtype)) {
      error.title =
          file.path().string() + ": " + entry->name + " has the type " + entry->dtype + ".";
      return error;
    }
  }
  const torch::NoGradGuard no_grad;
  for (const auto& [name, tensor] : state) {
    torch::Tensor target = tensor;
    target.copy_(mapped_tensor(file, *find_with(file, name, prefixes)));
  }
  return {};
}

}  // namespace transpine
