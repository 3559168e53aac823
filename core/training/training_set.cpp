// SPDX-License-Identifier: Apache-2.0
#include "core/training/training_set.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "core/base/atomic_file.h"
#include "core/nn/weights.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

constexpr int supported_version = 3;

TrainingSlice slice_from(const nlohmann::json& item) {
  TrainingSlice slice;
  item.at("subject").get_to(slice.subject);
  slice.patient = item.value("patient", slice.subject);
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

std::string shape_text(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (const std::int64_t side : shape) text += (text.empty() ? "" : " x ") + std::to_string(side);
  return text;
}

Result<void> check_tensor(const SafetensorsFile& shard, const std::string& name) {
  const SafetensorsEntry* entry = shard.find(name);
  if (!entry) return unsound(shard.path(), "the tensor " + name + " is missing");
  if (entry->dtype != "F16" && entry->dtype != "F32") {
    return unsound(shard.path(), "the tensor " + name + " has the type " + entry->dtype);
  }
  return {};
}

/// CT and classes of a volume for segmenters.
Result<void> check_classes(const SafetensorsFile& shard, const TrainingSlice& slice,
                           std::size_t classes) {
  if (auto checked = check_tensor(shard, slice.ct); !checked) return checked;
  const SafetensorsEntry* mask = shard.find(slice.mask);
  const std::string where = " of the subject " + slice.subject;
  if (!mask || mask->dtype != "U8") {
    return unsound(shard.path(), "the classes" + where + " are missing");
  }
  if (mask->shape != slice.shape() || shard.find(slice.ct)->shape != slice.shape()) {
    return unsound(shard.path(),
                   "CT and classes" + where + " have another size than the index says");
  }
  if (mapped_tensor(shard, *mask).max().item<std::uint8_t>() >= classes) {
    return unsound(shard.path(), "the classes" + where + " are more than the index names");
  }
  return {};
}

/// MR and CT of a slice: there, of one size, and that the index's.
Result<void> check_pair(const SafetensorsFile& shard, const TrainingSlice& slice) {
  for (const std::string& name : {slice.mr, slice.ct}) {
    if (auto checked = check_tensor(shard, name); !checked) return checked;
  }
  const auto& mr = shard.find(slice.mr)->shape;
  const auto& ct = shard.find(slice.ct)->shape;
  const std::string where =
      " of the subject " + slice.subject + " (slice " + std::to_string(slice.slice_index) + ")";
  if (mr != ct) {
    return unsound(shard.path(), "MR and CT" + where + " do not match: " + shape_text(mr) +
                                     " and " + shape_text(ct));
  }
  if (mr != slice.shape()) {
    return unsound(shard.path(), "MR and CT" + where + " have another size than the index says");
  }
  return {};
}

Result<void> check_splits(const fs::path& index, const std::vector<TrainingSlice>& slices) {
  std::map<std::string, std::string> split_of;
  for (const TrainingSlice& slice : slices) {
    const auto& split = split_of.emplace(slice.patient, slice.split).first->second;
    if (split == slice.split) continue;
    return Error{index.string() + ": the patient " + slice.patient + " is in two splits, " + split +
                     " and " + slice.split + ".",
                 "Results would look better than they are: put all images of a patient into one "
                 "split and prepare the set again."};
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
    set.classes_ = json.value("classes", set.classes_);
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
  }
  if (auto sound = check_splits(index, set.slices_); !sound) return sound.error();
  if (auto opened = set.open_shards(folder); !opened) return opened.error();
  set.dimensions_ = !set.slices_.empty() && set.slices_.front().depth > 0 ? 3 : 2;
  return set;
}

Result<void> TrainingSet::open_shards(const fs::path& folder) {
  std::map<std::string, std::string> unreadable;
  std::optional<Error> error;
  for (const TrainingSlice& slice : slices_) {
    if (shards_.contains(slice.shard) || unreadable.contains(slice.subject)) continue;
    auto shard = SafetensorsFile::open(folder / slice.shard);
    if (shard) {
      shards_.emplace(slice.shard, std::move(*shard));
      continue;
    }
    error = shard.error();
    unreadable.emplace(slice.subject, shard.error().title);
  }
  for (const auto& [subject, why] : unreadable) leave_out(subject, why);
  if (error && slices_.empty()) return *error;
  for (const TrainingSlice& slice : slices_) {
    const SafetensorsFile& shard = shards_.at(slice.shard);
    auto checked =
        has_mr() ? check_pair(shard, slice) : check_classes(shard, slice, classes_.size());
    if (!checked) return checked;
  }
  return {};
}

void TrainingSet::keep_in_memory(std::uint64_t budget_bytes) {
  cache_ = budget_bytes > 0 ? std::make_shared<TensorCache>(budget_bytes) : nullptr;
}

void TrainingSet::leave_out(const std::string& subject, const std::string& why) {
  std::erase_if(slices_, [&](const TrainingSlice& slice) { return slice.subject == subject; });
  problems_.push_back("The subject " + subject + " is left out: " + why);
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
  const SafetensorsEntry& entry = *shard.find(name);
  const auto read = [&] { return mapped_tensor(shard, entry).to(torch::kFloat32); };
  // What is stored as float32 is used where it is mapped.
  if (!cache_ || entry.dtype == "F32") return read();
  return cache_->get(slice.shard + '\n' + name, read);
}

torch::Tensor TrainingSet::mr(std::size_t slice) const {
  if (!has_mr()) return {};
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
