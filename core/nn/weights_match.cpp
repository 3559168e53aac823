// SPDX-License-Identifier: Apache-2.0
#include "core/nn/weights_match.h"

#include <set>

namespace transpine {
namespace {

constexpr std::size_t listed_names = 3;

std::string shape_text(at::IntArrayRef shape) {
  std::string text;
  for (const std::int64_t side : shape) text += (text.empty() ? "" : " x ") + std::to_string(side);
  return text.empty() ? "scalar" : text;
}

std::string listing(const std::string& what, const std::vector<std::string>& names) {
  if (names.empty()) return {};
  std::string text = " " + std::to_string(names.size()) + " " + what + ": ";
  for (std::size_t i = 0; i < names.size() && i < listed_names; ++i) {
    text += (i ? ", " : "") + names[i];
  }
  return text + (names.size() > listed_names ? ", …." : ".");
}

}  // namespace

WeightsMismatch compare_weights(const NamedTensors& state, const SafetensorsFile& file,
                                const std::string& prefix) {
  WeightsMismatch mismatch;
  std::set<std::string> expected;
  for (const auto& [name, tensor] : state) {
    expected.insert(prefix + name);
    const SafetensorsEntry* entry = file.find(prefix + name);
    if (!entry) {
      mismatch.missing.push_back(prefix + name);
    } else if (at::IntArrayRef(entry->shape) != tensor.sizes()) {
      mismatch.misshapen.push_back(entry->name + " (" + shape_text(entry->shape) +
                                   ", the network needs " + shape_text(tensor.sizes()) + ")");
    } else if (!is_torch_dtype(entry->dtype)) {
      mismatch.misshapen.push_back(entry->name + " (of type " + entry->dtype + ")");
    }
  }
  for (const SafetensorsEntry& entry : file.entries()) {
    if (entry.name.starts_with(prefix) && !expected.contains(entry.name)) {
      mismatch.unexpected.push_back(entry.name);
    }
  }
  return mismatch;
}

Error mismatch_error(const SafetensorsFile& file, const WeightsMismatch& mismatch) {
  return {file.path().string() + " does not fit this network." +
              listing("missing", mismatch.missing) +
              listing("of another shape", mismatch.misshapen) +
              listing("unexpected", mismatch.unexpected),
          "The file belongs to another network or to other settings; transpine weights info lists "
          "what it holds."};
}

}  // namespace transpine
