// SPDX-License-Identifier: Apache-2.0
#include <torch/csrc/jit/serialization/import.h>

#include "core/base/resource_file.h"
#include "core/landmarks/part_classes.h"
#include "core/nn/device.h"
#include "core/nn/segmenter.h"
#include "core/segmentation/class_scores.h"
#include "core/segmentation/segmenters.h"
#include "core/segmentation/spine_from_parts.h"
#include "core/training/checkpoint.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;

constexpr const char* kShipped = "spine-segmenter.safetensors";
constexpr double kDarkestBone_hu = 50;
// Maps of the width of the first stage that are alive at once.
constexpr double kMapsPerChannel = 12;

/// Each value by a table.
Volume mapped(const Volume& labels, const std::vector<std::uint8_t>& table) {
  Volume made = labels.clone();
  for (std::uint8_t& value : made.values<std::uint8_t>()) value = table[value];
  return made;
}

class NetworkSegmenter : public SpineSegmenter {
 public:
  NetworkSegmenter(ClassNetwork network, nlohmann::json description, const SegmentOptions& options,
                   std::optional<NamedPlace> named)
      : network_(std::move(network)),
        description_(std::move(description)),
        limits_{options.tile, options.memory_gb},
        named_(std::move(named)) {}

  nlohmann::json description() const override { return description_; }

  Result<Segmentation> segment(const Volume& ct_hu, const LandmarkSet& landmarks,
                               JobContext& job) override {
    JobContext looking = job.part(0, 0.8);
    const auto scores = class_scores(network_, ct_hu, limits_, looking);
    if (!scores) return scores.error();
    if (!job.checkpoint(0.82, "Back onto the CT's grid")) return cancelled_error();
    const Volume wanted = mapped(scores->likeliest_on(ct_hu.grid()), network_.needs.labels);
    if (network_.needs.are_vertebrae) {
      return Segmentation{wanted,
                          Volume(ct_hu.grid(), ScalarType::uint8),
                          {"Levels as the network tells them; it tells no parts."}};
    }
    JobContext growing = job.part(0.85, 1);
    return spine_from_parts({mapped(scores->likeliest(), network_.needs.labels), wanted},
                            {landmarks, named_}, growing);
  }

 private:
  ClassNetwork network_;
  nlohmann::json description_;
  ScoreLimits limits_;
  std::optional<NamedPlace> named_;
};

/// Classes that a segmenter of the workbench knows, as numbers of part_class_of().
Result<std::vector<std::uint8_t>> labels_of(const SegmenterConfig& config, const fs::path& file) {
  std::vector<std::uint8_t> labels;
  const auto& names = part_class_names();
  for (const std::string& name : config.classes) {
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) {
      return Error{file.string() + " tells a class apart that is not known: " + name + ".",
                   "Choose a segmenter of this version of the program."};
    }
    labels.push_back(static_cast<std::uint8_t>(at - names.begin()));
  }
  return labels;
}

}  // namespace

Result<std::unique_ptr<SpineSegmenter>> load_network_segmenter(
    const SegmentOptions& options, const std::optional<NamedPlace>& named) {
  const auto device = device_from(options.device);
  if (!device) return device.error();
  const auto chosen =
      options.model.empty() ? resource_file(kShipped) : find_checkpoint(options.model);
  if (!chosen) return chosen.error();
  const auto file = open_model_file(*chosen);
  if (!file) return file.error();
  if (file->family() != "segmenter") {
    return Error{chosen->string() + " is no segmenter.", "Choose a run of the model segmenter-3d."};
  }
  auto segmenter = segmenter_from(*file);
  if (!segmenter) return segmenter.error();
  const SegmenterConfig& config = segmenter->config;
  const auto labels = labels_of(config, *chosen);
  if (!labels) return labels.error();
  segmenter->module->to(*device);

  ClassNetwork network;
  network.device = *device;
  network.smallest_side = segmenter->smallest_side;
  network.air_hu = kDarkestBone_hu;
  network.run = segmenter->scores;
  network.needs.spacing_mm.fill(config.spacing_mm);
  network.needs.patch = {config.patch_depth, config.patch_size, config.patch_size};
  network.needs.size_multiple = segmenter->size_multiple;
  network.needs.classes = config.classes;
  network.needs.labels = *labels;
  network.needs.feature_maps = kMapsPerChannel * static_cast<double>(config.channels);
  const nlohmann::json description{
      {"method", "network"}, {"checkpoint", chosen->string()}, {"config", to_json(config)}};
  return std::unique_ptr<SpineSegmenter>(
      std::make_unique<NetworkSegmenter>(std::move(network), description, options, named));
}

Result<std::unique_ptr<SpineSegmenter>> load_script_segmenter(
    const SegmentOptions& options, const std::optional<NamedPlace>& named) {
  if (options.model.empty()) {
    return Error{"No TorchScript segmenter is chosen.", "Name its file with --model."};
  }
  const auto device = device_from(options.device);
  if (!device) return device.error();
  fs::path beside = options.model;
  const auto described = read_segmenter_description(beside.replace_extension(".json"));
  if (!described) return described.error();
  ClassNetwork network;
  network.device = *device;
  network.needs = *described;
  try {
    const auto module =
        std::make_shared<torch::jit::Module>(torch::jit::load(options.model.string(), *device));
    module->eval();
    network.run = [module](const torch::Tensor& ct) {
      const torch::jit::IValue answer = module->forward({ct});
      if (!answer.isTensor()) throw std::runtime_error("the network does not give an image");
      return answer.toTensor();
    };
  } catch (const std::exception&) {
    return Error{options.model.string() + " is no sound TorchScript model.",
                 "It is damaged, or a newer PyTorch wrote it: save it again with torch.jit.save."};
  }
  const nlohmann::json description{
      {"method", "script"}, {"script", options.model.string()}, {"config", to_json(*described)}};
  return std::unique_ptr<SpineSegmenter>(
      std::make_unique<NetworkSegmenter>(std::move(network), description, options, named));
}

}  // namespace transpine
