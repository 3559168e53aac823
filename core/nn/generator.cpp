// SPDX-License-Identifier: Apache-2.0
#include "core/nn/generator.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include "core/nn/networks/pix2pix_unet.h"
#include "core/nn/networks/residual_unet3d.h"
#include "core/nn/networks/resnet_generator.h"
#include "core/nn/networks/skip_unet.h"
#include "core/nn/networks/unet3d.h"
#include "core/nn/sa_unet.h"

namespace transpine {
namespace {

constexpr std::array kKinds{std::pair{GeneratorKind::pix2pix_unet, "pix2pix_unet"},
                            std::pair{GeneratorKind::sa_unet, "sa_unet"},
                            std::pair{GeneratorKind::skip_unet, "skip_unet"},
                            std::pair{GeneratorKind::resnet, "resnet"},
                            std::pair{GeneratorKind::unet3d, "unet3d"},
                            std::pair{GeneratorKind::residual_unet3d, "residual_unet3d"}};

Generator pix2pix_unet(const GeneratorOptions& options) {
  Pix2PixUnetOptions made;
  made.channels = options.channels;
  made.levels = static_cast<int>(options.levels);
  made.dropout = options.dropout;
  Pix2PixUnet network(made);
  Generator generator;
  generator.module = network.ptr();
  generator.image = [network](const torch::Tensor& mr) mutable { return network(mr); };
  generator.size_multiple = network->size_multiple();
  // The bridge's unpadded convolution leaves two pixels a side, which its norm needs.
  generator.smallest_side = 4 * generator.size_multiple;
  return generator;
}

Generator sa_unet(const GeneratorOptions& options) {
  SaUnetOptions made;
  made.channels = options.channels;
  made.multipliers = options.multipliers;
  made.attention = options.attention;
  made.condition_channels = 0;
  SaUnet network(made);
  // Without time: always the same.
  const auto time = [](const torch::Tensor& mr) { return torch::ones({mr.size(0)}, mr.options()); };
  Generator generator;
  generator.module = network.ptr();
  generator.image = [network, time](const torch::Tensor& mr) mutable {
    return torch::tanh(network(mr, time(mr)));
  };
  generator.features = [network, time](const torch::Tensor& mr,
                                       const std::set<std::size_t>& layers) mutable {
    return network->features(mr, time(mr), layers);
  };
  generator.size_multiple = network->size_multiple();
  generator.smallest_side = generator.size_multiple;
  return generator;
}

Generator skip_unet(const GeneratorOptions& options) {
  SkipUnetOptions made;
  made.channels = options.channels;
  made.downsamplings = static_cast<int>(options.levels);
  made.dropout = options.dropout;
  SkipUnet network(made);
  Generator generator;
  generator.module = network.ptr();
  generator.image = [network](const torch::Tensor& mr) mutable { return network(mr); };
  generator.size_multiple = network->size_multiple();
  generator.smallest_side = generator.size_multiple;
  return generator;
}

Generator resnet(const GeneratorOptions& options) {
  ResnetGeneratorOptions made;
  made.channels = options.channels;
  made.blocks = static_cast<int>(options.blocks);
  made.downsamplings = static_cast<int>(options.levels);
  made.antialias = options.antialias;
  made.dropout_layer = options.dropout_layer;
  made.dropout = options.dropout;
  ResnetGenerator network(made);
  // Borders, resampling, their norms and rectifiers, the residual blocks, Tanh.
  const std::int64_t layers_of_level = options.antialias ? 4 : 3;
  const auto layers_of_all =
      static_cast<std::size_t>(4 + 2 * layers_of_level * options.levels + options.blocks + 3);
  Generator generator;
  generator.module = network.ptr();
  generator.image = [network](const torch::Tensor& mr) mutable { return network(mr); };
  generator.features = [network, layers_of_all](const torch::Tensor& mr,
                                                const std::set<std::size_t>& layers) mutable {
    if (!layers.empty() && *layers.rbegin() >= layers_of_all) {
      throw std::invalid_argument("the ResNet's layers are 0 to " +
                                  std::to_string(layers_of_all - 1));
    }
    return network->features(mr, layers);
  };
  generator.size_multiple = network->size_multiple();
  // Reflected borders of 3, and of 1 within the blocks.
  generator.smallest_side = std::max<std::int64_t>(8, 2 * generator.size_multiple);
  return generator;
}

Generator unet3d(const GeneratorOptions& options) {
  Unet3dOptions made;
  made.channels = options.channels;
  made.multipliers = options.multipliers;
  // The first channel is the MR in the place of x_t.
  made.condition_channels = 3;
  made.tanh = true;
  Unet3d network(made);
  Generator generator;
  generator.module = network.ptr();
  generator.image = [network](const torch::Tensor& mr) mutable { return network(mr); };
  generator.size_multiple = network->size_multiple();
  generator.smallest_side = generator.size_multiple;
  generator.dimensions = 3;
  return generator;
}

Generator residual_unet3d(const GeneratorOptions& options) {
  ResidualUnet3dOptions made;
  made.channels = options.channels;
  made.blocks.resize(static_cast<std::size_t>(options.levels), made.blocks.back());
  ResidualUnet3d network(made);
  Generator generator;
  generator.module = network.ptr();
  // Where a voxel lies in its image tells it nothing: the ramps stay out.
  generator.image = [network](const torch::Tensor& mr) mutable {
    return network(mr.narrow(1, 0, 1));
  };
  generator.size_multiple = network->size_multiple();
  // An instance norm needs two voxels at the deepest stage.
  generator.smallest_side = 2 * generator.size_multiple;
  generator.dimensions = 3;
  return generator;
}

void check(const GeneratorOptions& options) {
  const auto within = [](std::int64_t value, std::int64_t low, std::int64_t high) {
    return value >= low && value <= high;
  };
  const bool sound = within(options.channels, 1, 4096) && within(options.levels, 1, 12) &&
                     within(options.blocks, 1, 100) && options.dropout >= 0 &&
                     options.dropout < 1 && within(options.attention.heads, 1, 1024) &&
                     within(options.attention.head_channels, 1, 4096);
  if (!sound) throw std::invalid_argument("a size of the generator is out of range");
}

}  // namespace

nlohmann::json to_json(const GeneratorOptions& options) {
  const auto* kind = std::ranges::find(kKinds, options.kind, [](const auto& k) { return k.first; });
  return {{"kind", kind->second},
          {"channels", options.channels},
          {"levels", options.levels},
          {"blocks", options.blocks},
          {"antialias", options.antialias},
          {"dropout_layer", options.dropout_layer},
          {"dropout", options.dropout},
          {"multipliers", options.multipliers},
          {"attention_heads", options.attention.heads},
          {"attention_head_channels", options.attention.head_channels}};
}

GeneratorOptions generator_options_from(const nlohmann::json& json) {
  const auto name = json.at("kind").get<std::string>();
  const auto* kind = std::ranges::find(kKinds, name, [](const auto& k) { return k.second; });
  if (kind == kKinds.end()) {
    throw std::invalid_argument("an unknown kind of network \"" + name + "\"");
  }
  GeneratorOptions options;
  options.kind = kind->first;
  json.at("channels").get_to(options.channels);
  json.at("levels").get_to(options.levels);
  json.at("blocks").get_to(options.blocks);
  // Older checkpoints are of the paper's.
  options.antialias = json.value("antialias", options.antialias);
  options.dropout_layer = json.value("dropout_layer", options.dropout_layer);
  json.at("dropout").get_to(options.dropout);
  json.at("multipliers").get_to(options.multipliers);
  json.at("attention_heads").get_to(options.attention.heads);
  json.at("attention_head_channels").get_to(options.attention.head_channels);
  check(options);
  return options;
}

bool is_volumetric(GeneratorKind kind) {
  return kind == GeneratorKind::unet3d || kind == GeneratorKind::residual_unet3d;
}

Generator make_generator(const GeneratorOptions& options) {
  check(options);
  switch (options.kind) {
    case GeneratorKind::pix2pix_unet:
      return pix2pix_unet(options);
    case GeneratorKind::sa_unet:
      return sa_unet(options);
    case GeneratorKind::skip_unet:
      return skip_unet(options);
    case GeneratorKind::resnet:
      return resnet(options);
    case GeneratorKind::unet3d:
      return unet3d(options);
    case GeneratorKind::residual_unet3d:
      return residual_unet3d(options);
  }
  throw std::invalid_argument("an unknown kind of generator");
}

}  // namespace transpine
