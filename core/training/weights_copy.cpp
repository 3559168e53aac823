// SPDX-License-Identifier: Apache-2.0
#include "core/training/weights_copy.h"

#include <algorithm>

#include "core/nn/weights_match.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

Error no_network(const fs::path& file) {
  return {file.string() + " holds no network that is known here.",
          "Known are the generators of the paper, SynDiff, CUT, pix2pix and CycleGAN under their "
          "own names; transpine weights info lists the file's."};
}

Error several_networks(const fs::path& file, const std::vector<const WeightsCopy*>& copies) {
  std::string prefixes;
  for (const WeightsCopy* copy : copies) {
    prefixes += (prefixes.empty() ? "\"" : ", \"") + copy->prefix + "\"";
  }
  return {file.string() + " holds several networks.",
          "transpine weights import takes one of them with --prefix: " + prefixes + "."};
}

}  // namespace

Result<ChosenWeights> choose_weights(const SafetensorsFile& file, const std::string& prefix) {
  const std::vector<WeightsCopy> copies = weights_copies(file);
  std::vector<const WeightsCopy*> raw, averages;
  for (const WeightsCopy& copy : copies) {
    if (!prefix.empty() && copy.prefix != prefix) continue;
    // Of an EMA the copy of what it averages is held twice.
    if (prefix.empty() && copies.size() > 1 && copy.prefix.ends_with("online_model.")) continue;
    (copy.is_average ? averages : raw).push_back(&copy);
  }
  if (raw.empty() && averages.empty()) return no_network(file.path());
  if (raw.size() > 1) return several_networks(file.path(), raw);
  if (averages.size() > 1) return several_networks(file.path(), averages);
  if (raw.empty()) return ChosenWeights{*averages.front(), {}};
  ChosenWeights chosen{*raw.front(), {}};
  if (!averages.empty()) chosen.average = *averages.front();
  return chosen;
}

Result<void> load_copy(torch::nn::Module& module, const SafetensorsFile& file,
                       const std::string& prefix) {
  const NamedTensors state = named_state(module);
  WeightsMismatch mismatch = compare_weights(state, file, prefix);
  // Without a prefix everything in the file begins with it, other networks too.
  if (prefix.empty()) {
    std::erase_if(mismatch.unexpected, [](const std::string& name) {
      return name.starts_with("ema.") || name.starts_with("ema_model.");
    });
  }
  if (!mismatch.is_exact()) return mismatch_error(file, mismatch);
  for (const auto& [name, tensor] : state) {
    const torch::Tensor given = mapped_tensor(file, *file.find(prefix + name));
    if (given.to(torch::kFloat32).isfinite().all().item<bool>()) continue;
    return Error{file.path().string() + ": " + prefix + name + " holds values that are not finite.",
                 "The training that made them has failed: take an earlier checkpoint of it."};
  }
  return load_weights(module, file, {prefix});
}

}  // namespace transpine
