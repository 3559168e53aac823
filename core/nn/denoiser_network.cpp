// SPDX-License-Identifier: Apache-2.0
#include "core/nn/denoiser_network.h"

#include <stdexcept>

#include "core/nn/networks/unet3d.h"
#include "core/nn/sa_unet.h"

namespace transpine {
namespace {

DenoiserNetwork sa_unet(const DenoiserOptions& options) {
  if (options.image_channels != 1) {
    throw std::invalid_argument("the SA-UNet makes images of one channel");
  }
  SaUnetOptions made;
  made.channels = options.channels;
  made.multipliers = options.multipliers;
  made.condition_channels = options.condition_channels;
  made.learned_variance = options.learned_variance;
  made.attention = options.attention;
  SaUnet network(made);
  DenoiserNetwork result;
  result.module = network.ptr();
  result.forward = [network](const torch::Tensor& x, const torch::Tensor& time) mutable {
    return network(x, time);
  };
  result.size_multiple = network->size_multiple();
  return result;
}

DenoiserNetwork unet3d(const DenoiserOptions& options) {
  Unet3dOptions made;
  made.channels = options.channels;
  made.multipliers = options.multipliers;
  made.image_channels = options.image_channels;
  made.condition_channels = options.condition_channels;
  made.out_channels = options.image_channels + (options.learned_variance ? 1 : 0);
  Unet3d network(made);
  DenoiserNetwork result;
  result.module = network.ptr();
  result.forward = [network](const torch::Tensor& x, const torch::Tensor& time) mutable {
    return network(x, time);
  };
  result.size_multiple = network->size_multiple();
  result.dimensions = 3;
  return result;
}

}  // namespace

nlohmann::json to_json(const DenoiserOptions& options) {
  return {{"kind", options.kind == DenoiserKind::sa_unet ? "sa_unet" : "unet3d"},
          {"channels", options.channels},
          {"multipliers", options.multipliers},
          {"image_channels", options.image_channels},
          {"condition_channels", options.condition_channels},
          {"learned_variance", options.learned_variance},
          {"attention_heads", options.attention.heads},
          {"attention_head_channels", options.attention.head_channels}};
}

DenoiserOptions denoiser_options_from(const nlohmann::json& json) {
  DenoiserOptions options;
  const auto kind = json.at("kind").get<std::string>();
  if (kind == "unet3d") {
    options.kind = DenoiserKind::unet3d;
  } else if (kind != "sa_unet") {
    throw std::invalid_argument("an unknown kind of network \"" + kind + "\"");
  }
  json.at("channels").get_to(options.channels);
  json.at("multipliers").get_to(options.multipliers);
  // Older checkpoints are of one channel.
  options.image_channels = json.value("image_channels", options.image_channels);
  json.at("condition_channels").get_to(options.condition_channels);
  json.at("learned_variance").get_to(options.learned_variance);
  json.at("attention_heads").get_to(options.attention.heads);
  json.at("attention_head_channels").get_to(options.attention.head_channels);
  return options;
}

DenoiserNetwork make_denoiser_network(const DenoiserOptions& options) {
  return options.kind == DenoiserKind::sa_unet ? sa_unet(options) : unet3d(options);
}

}  // namespace transpine
