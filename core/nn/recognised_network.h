// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/safetensors.h"

namespace transpine {

/// The networks whose state dicts are told apart by their names.
enum class NetworkKind { sa_unet, unet3d, pix2pix_unet, skip_unet, resnet, ncsnpp };

/// "SA-UNet", "3D UNet", ...
std::string network_title(NetworkKind kind);

/// A network as its names and shapes tell it; each kind sets what it has.
struct RecognisedNetwork {
  NetworkKind kind = NetworkKind::sa_unet;
  std::int64_t channels = 0;  ///< Of the first level.
  std::int64_t in_channels = 0;
  std::int64_t out_channels = 0;
  std::vector<std::int64_t> multipliers;  ///< SA-UNet, 3D UNet.
  std::int64_t attention_width = 0;       ///< SA-UNet: heads times channels of a head.
  std::int64_t levels = 0;                ///< Halvings; not of SA-UNet and 3D UNet.
  std::int64_t blocks = 0;                ///< ResNet.
  bool dropout_layer = false;             ///< ResNet: counts in the names of its layers.
  bool antialias = false;                 ///< ResNet.
  std::int64_t latent_size = 0;           ///< NCSN++: of the random vector,
  std::int64_t latent_width = 0;          ///< and of what is made of it.
  bool batch_norm = false;                ///< unet_256: else instance norm.
};

/// The weights of one network within a file: all names that begin with `prefix`.
struct WeightsCopy {
  std::string prefix;
  RecognisedNetwork network;
  bool is_average = false;  ///< An exponential moving average, by its prefix.
};

/// What networks a file holds, under whatever prefixes ("generator.", "ema.ema_model.", "module.",
/// none). Sizes are only believed where the large tensors that follow from them are in the file, so
/// that making the network takes no more memory than the file is large, but for a small factor.
std::vector<WeightsCopy> weights_copies(const SafetensorsFile& file);

}  // namespace transpine
