// SPDX-License-Identifier: Apache-2.0
#include "core/base/weights_container.h"

#include <algorithm>
#include <array>
#include <fstream>

#include "core/base/zip_names.h"

namespace transpine {
namespace {

bool ends_with(const std::string& name, const std::string& end) {
  return name == end || name.ends_with("/" + end);
}

/// The first bytes of a pickle of protocol 2 to 5. A safetensors file can begin with the same
/// bytes, the length of its header; then the header's brace follows.
bool starts_as_pickle(const std::filesystem::path& path) {
  std::array<char, 9> start{};
  std::ifstream in(path, std::ios::binary);
  in.read(start.data(), start.size());
  if (in.gcount() < 2 || start[0] != '\x80' || start[1] < 2 || start[1] > 5) return false;
  return in.gcount() < 9 || start[8] != '{';
}

}  // namespace

WeightsContainer weights_container(const std::filesystem::path& path) {
  if (starts_as_pickle(path)) return WeightsContainer::pickle;
  const auto names = zip_names(path);
  if (!names) return WeightsContainer::other;
  const auto holds = [&](const std::string& end) {
    return std::ranges::any_of(*names, [&](const auto& name) { return ends_with(name, end); });
  };
  if (!holds("data.pkl")) return WeightsContainer::other;
  return holds("constants.pkl") ? WeightsContainer::torchscript : WeightsContainer::pickle;
}

Error pickle_error(const std::filesystem::path& path) {
  return {path.string() +
              " is a Python pickle, which is a program and not only weights: it is not read.",
          "Convert it once, where Python has torch and safetensors: python3 "
          "resources/convert_checkpoint.py CHECKPOINT OUT.safetensors; then transpine weights "
          "import. See docs/interchange.md."};
}

}  // namespace transpine
