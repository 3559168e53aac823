// SPDX-License-Identifier: Apache-2.0
#include "core/training/weights_info.h"

#include <algorithm>
#include <map>

#include "core/nn/model_file.h"
#include "core/nn/recognised_network.h"
#include "core/training/checkpoint.h"

namespace transpine {
namespace {

using nlohmann::json;

std::int64_t element_count(const SafetensorsEntry& entry) {
  return static_cast<std::int64_t>(entry.bytes.size() / safetensors_element_size(entry.dtype));
}

/// Buffers are told from parameters by their names: blurs, and what batch norms have gathered.
bool is_buffer(const std::string& name) {
  return name.ends_with(".filt") || name.ends_with(".running_mean") ||
         name.ends_with(".running_var") || name.ends_with(".num_batches_tracked");
}

/// The tensors of a copy without a prefix are all that no other copy holds.
std::int64_t parameters_of(const SafetensorsFile& file, const WeightsCopy& copy,
                           const std::vector<WeightsCopy>& copies) {
  std::int64_t count = 0;
  for (const SafetensorsEntry& entry : file.entries()) {
    if (!entry.name.starts_with(copy.prefix) || is_buffer(entry.name)) continue;
    const bool is_of_other = std::ranges::any_of(copies, [&](const WeightsCopy& other) {
      return other.prefix.size() > copy.prefix.size() && entry.name.starts_with(other.prefix);
    });
    if (!is_of_other) count += element_count(entry);
  }
  return count;
}

json network_json(const SafetensorsFile& file, const WeightsCopy& copy,
                  const std::vector<WeightsCopy>& copies) {
  const RecognisedNetwork& network = copy.network;
  json described{{"prefix", copy.prefix},
                 {"network", network_title(network.kind)},
                 {"average", copy.is_average},
                 {"parameters", parameters_of(file, copy, copies)},
                 {"channels", network.channels},
                 {"in_channels", network.in_channels},
                 {"out_channels", network.out_channels}};
  if (!network.multipliers.empty()) described["multipliers"] = network.multipliers;
  if (network.levels > 0) described["levels"] = network.levels;
  if (network.blocks > 0) described["blocks"] = network.blocks;
  return described;
}

}  // namespace

Result<json> weights_info(const std::filesystem::path& file_or_run) {
  const auto path = find_checkpoint(file_or_run);
  if (!path) return path.error();
  const auto file = SafetensorsFile::open(*path);
  if (!file) return file.error();
  json info{{"file", path->string()},
            {"networks", json::array()},
            {"types", json::object()},
            {"tensors", json::array()},
            {"metadata", json::array()}};
  const std::vector<WeightsCopy> copies = weights_copies(*file);
  for (const WeightsCopy& copy : copies) {
    info["networks"].push_back(network_json(*file, copy, copies));
  }
  std::map<std::string, int> types;
  for (const SafetensorsEntry& entry : file->entries()) {
    ++types[entry.dtype];
    info["tensors"].push_back(
        {{"name", entry.name}, {"type", entry.dtype}, {"shape", entry.shape}});
  }
  info["types"] = types;
  for (const auto& [key, value] : file->metadata()) info["metadata"].push_back(key);
  if (const auto text = file->metadata().find(model_config_key); text != file->metadata().end()) {
    info["model"] = json::parse(text->second, nullptr, /*allow_exceptions=*/false);
  }
  return info;
}

}  // namespace transpine
