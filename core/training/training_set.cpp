// SPDX-License-Identifier: Apache-2.0
#include "core/training/training_set.h"

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/nn/weights.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

constexpr int supported_version = 2;

TrainingSlice slice_from(const nlohmann::json& item) {
  TrainingSlice slice;
  item.at("subject").get_to(slice.subject);
  item.at("split").get_to(slice.split);
  item.at("shard").get_to(slice.shard);
  item.at("mr").get_to(slice.mr);
  item.at("ct").get_to(slice.ct);
  slice.mask = item.value("mask", std::string());
  slice.depth = item.value("depth", std::int64_t{0});
  item.at("height").get_to(slice.height);
  item.at("width").get_to(slice.width);
  slice.slice_index = item.value("slice_index", std::int64_t{0});
  return slice;
}

Error unsound(const fs::path& file, const std::string& why) {
  return {file.string() + " is not a sound training set: " + why + ".",
          "Write it again with transpine prepare."};
}

Result<void> check_tensor(const SafetensorsFile& shard, const TrainingSlice& slice,
                          const std::string& name) {
  const SafetensorsEntry* entry = shard.find(name);
  if (!entry) return unsound(shard.path(), "the tensor " + name + " is missing");
  if (entry->shape != slice.shape()) {
    return unsound(shard.path(), "the tensor " + name + " has another size than the index says");
  }
  if (entry->dtype != "F16" && entry->dtype != "F32") {
    return unsound(shard.path(), "the tensor " + name + " has the type " + entry->dtype);
  }
  return {};
}

}  // namespace

std::vector<std::int64_t> TrainingSlice::shape() const {
  if (depth == 0) return {height, width};
  return {depth, height, width};
}

Result<TrainingSet> TrainingSet::open(const fs::path& folder) {
  const fs::path index = folder / "index.json";
  auto text = read_text(index);
  if (!text) return text.error();
  TrainingSet set;
  try {
    const auto json = nlohmann::json::parse(*text);
    if (json.at("format_version").get<int>() > supported_version) {
      return Error{index.string() + " was written by a newer version.", "Update transpine."};
    }
    const auto& spacing = json.at("spacing_mm");
    set.spacing_mm_ = (spacing.is_array() ? spacing.at(0) : spacing).get<double>();
    const auto options = json.value("options", nlohmann::json::object());
    set.mr_max_ = options.value("mr_max", set.mr_max_);
    set.mr_percentile_ = options.value("mr_percentile", set.mr_percentile_);
    for (const auto& item : json.at("slices")) set.slices_.push_back(slice_from(item));
  } catch (const nlohmann::json::exception& exception) {
    return unsound(index, exception.what());
  }
  if (!(set.spacing_mm_ > 0)) return unsound(index, "its spacing is not positive");
  for (const TrainingSlice& slice : set.slices_) {
    if (slice.depth < 0 || slice.height < 1 || slice.width < 1) {
      return unsound(index, "a slice is empty");
    }
    if ((slice.depth > 0) != (set.slices_.front().depth > 0)) {
      return unsound(index, "it mixes slices and volumes");
    }
    if (!set.shards_.count(slice.shard)) {
      auto shard = SafetensorsFile::open(folder / slice.shard);
      if (!shard) return shard.error();
      set.shards_.emplace(slice.shard, std::move(*shard));
    }
    const SafetensorsFile& shard = set.shards_.at(slice.shard);
    for (const std::string& name : {slice.mr, slice.ct}) {
      if (auto checked = check_tensor(shard, slice, name); !checked) return checked.error();
    }
  }
  set.dimensions_ = !set.slices_.empty() && set.slices_.front().depth > 0 ? 3 : 2;
  return set;
}

std::vector<std::size_t> TrainingSet::of_split(const std::string& split) const {
  std::vector<std::size_t> numbers;
  for (std::size_t i = 0; i < slices_.size(); ++i) {
    if (slices_[i].split == split) numbers.push_back(i);
  }
  return numbers;
}

torch::Tensor TrainingSet::load(const TrainingSlice& slice, const std::string& name) const {
  const SafetensorsFile& shard = shards_.at(slice.shard);
  return mapped_tensor(shard, *shard.find(name)).to(torch::kFloat32);
}

torch::Tensor TrainingSet::mr(std::size_t slice) const {
  return load(slices_.at(slice), slices_[slice].mr);
}

torch::Tensor TrainingSet::ct(std::size_t slice) const {
  return load(slices_.at(slice), slices_[slice].ct);
}

torch::Tensor TrainingSet::mask(std::size_t slice) const {
  const TrainingSlice& sample = slices_.at(slice);
  const SafetensorsFile& shard = shards_.at(sample.shard);
  const SafetensorsEntry* entry = shard.find(sample.mask);
  if (!entry || entry->dtype != "U8" || entry->shape != sample.shape()) return {};
  return mapped_tensor(shard, *entry);
}

}  // namespace transpine
