// SPDX-License-Identifier: Apache-2.0
#include "core/training/start_weights.h"

#include <algorithm>

#include "core/training/weights_copy.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

bool has_prefix(const SafetensorsFile& file, const std::string& prefix) {
  return std::ranges::any_of(file.entries(), [&](const SafetensorsEntry& entry) {
    return entry.name.starts_with(prefix);
  });
}

/// Our own files say what they are: checkpoints hold all parts, exported weights one without a
/// prefix.
Result<std::string> generator_prefix(const SafetensorsFile& file, const TrainedPart& generator) {
  if (file.metadata().contains(model_config_key)) {
    const std::string own = generator.name + ".";
    return has_prefix(file, own) ? own : std::string();
  }
  const auto chosen = choose_weights(file, {});
  if (!chosen) return chosen.error();
  return chosen->raw.prefix;
}

/// An average begins where its network does.
void restart_average(const TrainedPart& part) {
  if (!part.ema) return;
  const torch::NoGradGuard no_grad;
  const NamedTensors weights = named_state(part.module);
  for (const auto& [name, average] : part.ema->averages()) {
    const auto same = std::ranges::find(weights, name, &NamedTensors::value_type::first);
    torch::Tensor target = average;
    if (same != weights.end()) target.copy_(same->second);
  }
}

}  // namespace

Result<StartWeights> start_from_weights(const fs::path& from,
                                        const std::vector<TrainedPart>& parts) {
  const auto path = find_checkpoint(from);
  if (!path) return path.error();
  const auto file = SafetensorsFile::open(*path);
  if (!file) return file.error();
  if (auto sound = file->check_content(); !sound) return sound.error();
  const auto prefix = generator_prefix(*file, parts.front());
  if (!prefix) return prefix.error();
  if (auto loaded = load_copy(parts.front().module, *file, *prefix); !loaded) {
    return loaded.error();
  }
  StartWeights start{fs::absolute(*path), {}};
  for (const TrainedPart& part : parts) {
    const bool is_generator = &part == &parts.front();
    if (!is_generator && !load_copy(part.module, *file, part.name + ".")) {
      start.drawn.push_back(part.name);
    } else {
      restart_average(part);
    }
  }
  return start;
}

}  // namespace transpine
