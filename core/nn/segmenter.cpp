// SPDX-License-Identifier: Apache-2.0
#include "core/nn/segmenter.h"

#include <stdexcept>

#include "core/nn/networks/residual_unet3d.h"
#include "core/nn/weights.h"

namespace transpine {
namespace {

void check(const SegmenterConfig& config) {
  const auto within = [](std::int64_t value, std::int64_t low, std::int64_t high) {
    return value >= low && value <= high;
  };
  const bool sound = within(config.channels, 1, 4096) && within(config.levels, 1, 12) &&
                     within(static_cast<std::int64_t>(config.classes.size()), 2, 256) &&
                     config.patch_size > 0 && config.patch_depth > 0 && config.spacing_mm > 0;
  if (!sound) throw std::invalid_argument("a size of the segmenter is out of range");
}

}  // namespace

nlohmann::json to_json(const SegmenterConfig& config) {
  return {{"family", "segmenter"},           {"channels", config.channels},
          {"levels", config.levels},         {"classes", config.classes},
          {"patch_size", config.patch_size}, {"patch_depth", config.patch_depth},
          {"spacing_mm", config.spacing_mm}};
}

SegmenterConfig segmenter_config_from(const nlohmann::json& json) {
  if (json.at("family") != "segmenter") throw std::invalid_argument("it is no segmenter");
  SegmenterConfig config;
  json.at("channels").get_to(config.channels);
  json.at("levels").get_to(config.levels);
  json.at("classes").get_to(config.classes);
  json.at("patch_size").get_to(config.patch_size);
  json.at("patch_depth").get_to(config.patch_depth);
  json.at("spacing_mm").get_to(config.spacing_mm);
  check(config);
  return config;
}

Segmenter make_segmenter(const SegmenterConfig& config) {
  check(config);
  ResidualUnet3dOptions options;
  options.channels = config.channels;
  options.blocks.resize(static_cast<std::size_t>(config.levels), options.blocks.back());
  options.out_channels = static_cast<std::int64_t>(config.classes.size());
  ResidualUnet3d network(options);
  Segmenter segmenter;
  segmenter.config = config;
  segmenter.module = network.ptr();
  segmenter.scores = [network](const torch::Tensor& ct) mutable { return network(ct); };
  segmenter.features = [network](const torch::Tensor& ct) mutable { return network->features(ct); };
  segmenter.size_multiple = network->size_multiple();
  // An instance norm needs two voxels at the deepest stage.
  segmenter.smallest_side = 2 * segmenter.size_multiple;
  return segmenter;
}

Result<Segmenter> segmenter_from(const ModelFile& file) {
  Segmenter segmenter;
  try {
    segmenter = make_segmenter(segmenter_config_from(file.config));
  } catch (const std::exception& exception) {
    return wrong_model_config(file.weights.path(), exception.what());
  }
  if (auto loaded = load_weights(*segmenter.module, file.weights); !loaded) return loaded.error();
  segmenter.module->eval();
  return segmenter;
}

}  // namespace transpine
