// SPDX-License-Identifier: Apache-2.0
#include "core/nn/recognised_network.h"

#include <algorithm>
#include <bit>

namespace transpine {
namespace {

using Shape = std::vector<std::int64_t>;

/// The tensors under one prefix.
class Names {
 public:
  Names(const SafetensorsFile& file, std::string prefix)
      : file_(file), prefix_(std::move(prefix)) {}

  bool has(const std::string& name) const { return file_.find(prefix_ + name) != nullptr; }
  /// Empty when there is no such tensor.
  Shape shape(const std::string& name) const {
    const SafetensorsEntry* entry = file_.find(prefix_ + name);
    return entry ? entry->shape : Shape{};
  }
  bool is(const std::string& name, const Shape& expected) const {
    const SafetensorsEntry* entry = file_.find(prefix_ + name);
    return entry && entry->shape == expected;
  }
  /// How many of prefix + i + suffix, i = 0, 1, ..., there are.
  std::int64_t count(const std::string& before, const std::string& after) const {
    std::int64_t number = 0;
    while (has(before + std::to_string(number) + after)) ++number;
    return number;
  }

 private:
  const SafetensorsFile& file_;
  std::string prefix_;
};

/// A convolution's shape: output and input channels, then `dimensions` sides of the kernel.
Shape convolution(std::int64_t out, std::int64_t in, std::int64_t kernel, std::size_t dimensions) {
  Shape shape{out, in};
  shape.resize(2 + dimensions, kernel);
  return shape;
}

std::string at(const std::string& before, std::int64_t index, const std::string& after) {
  return before + std::to_string(index) + after;
}

/// The 2D and the 3D network of the diffusion models.
std::optional<RecognisedNetwork> residual_unet(const Names& names) {
  const Shape first = names.shape("init_conv.weight");
  const Shape last = names.shape("final_conv.weight");
  if ((first.size() != 4 && first.size() != 5) || last.size() != first.size()) return std::nullopt;
  const std::size_t dimensions = first.size() - 2;
  RecognisedNetwork network;
  network.kind = dimensions == 2 ? NetworkKind::sa_unet : NetworkKind::unet3d;
  network.channels = first[0];
  network.in_channels = first[1];
  network.out_channels = last[0];
  if (network.channels < 1) return std::nullopt;
  const std::int64_t levels = names.count("downs.", ".1.block1.proj.weight");
  if (levels == 0) return std::nullopt;
  std::int64_t width = 0;
  for (std::int64_t i = 0; i < levels; ++i) {
    const Shape level = names.shape(at("downs.", i, ".1.block1.proj.weight"));
    if (level.empty() || level[0] < 1 || level[0] % network.channels != 0) return std::nullopt;
    width = level[0];
    if (level != convolution(width, width, 3, dimensions)) return std::nullopt;
    network.multipliers.push_back(width / network.channels);
  }
  if (!names.is("mid_block1.block1.proj.weight", convolution(width, width, 3, dimensions))) {
    return std::nullopt;
  }
  if (network.kind == NetworkKind::unet3d) return network;
  const Shape attention = names.shape("mid_attn.fn.fn.to_qkv.weight");
  if (attention.size() != 4 || attention[0] % 3 != 0 || attention[1] != width) return std::nullopt;
  network.attention_width = attention[0] / 3;
  return network;
}

std::optional<RecognisedNetwork> pix2pix_unet(const Names& names) {
  const Shape first = names.shape("downs.0.conv_block.0.weight");
  const Shape last = names.shape("lastLayer.0.weight");
  if (first.size() != 4 || last.size() != 4) return std::nullopt;
  RecognisedNetwork network;
  network.kind = NetworkKind::pix2pix_unet;
  network.channels = first[0];
  network.in_channels = first[1];
  network.out_channels = last[0];
  network.levels = names.count("downs.", ".pool.weight");
  if (network.levels < 1 || network.levels > 12) return std::nullopt;
  const std::int64_t deepest = network.channels << (network.levels - 1);
  const bool sound =
      names.is("bridgeBlock.conv_block.0.weight", convolution(2 * deepest, deepest, 3, 2));
  return sound ? std::optional(network) : std::nullopt;
}

/// pix2pix's unet_256: each level's layers lie within those of the level outside it.
std::optional<RecognisedNetwork> skip_unet(const Names& names) {
  const Shape first = names.shape("model.model.0.weight");
  if (first.size() != 4 || first[2] != 4 || first[0] < 1) return std::nullopt;
  RecognisedNetwork network;
  network.kind = NetworkKind::skip_unet;
  network.channels = first[0];
  network.in_channels = first[1];
  network.out_channels =
      names.shape("model.model.3.weight").size() == 4 ? names.shape("model.model.3.weight")[1] : 0;
  network.levels = 1;
  network.batch_norm = names.has("model.model.1.model.2.running_mean");
  std::string level = "model.model.1.";
  for (std::int64_t outer = network.channels; names.has(level + "model.1.weight");
       level += "model.3.") {
    const std::int64_t inner = network.channels << std::min<std::int64_t>(network.levels, 3);
    if (!names.is(level + "model.1.weight", convolution(inner, outer, 4, 2))) return std::nullopt;
    outer = inner;
    ++network.levels;
  }
  return network;
}

/// The residual generators of CUT, CycleGAN, SynDiff and the paper.
std::optional<RecognisedNetwork> resnet(const Names& names) {
  const Shape first = names.shape("model.1.weight");
  if (first.size() != 4 || first[2] != 7 || first[0] < 1) return std::nullopt;
  RecognisedNetwork network;
  network.kind = NetworkKind::resnet;
  network.channels = first[0];
  network.in_channels = first[1];
  constexpr std::int64_t longest = 200;
  std::int64_t width = 0;
  for (std::int64_t i = 0; i < longest; ++i) {
    const Shape block = names.shape(at("model.", i, ".conv_block.1.weight"));
    if (names.has(at("model.", i, ".filt"))) network.antialias = true;
    if (const Shape layer = names.shape(at("model.", i, ".weight")); layer.size() == 4) {
      network.out_channels = layer[0];
    }
    if (block.empty()) continue;
    width = block[0];
    if (block != convolution(width, width, 3, 2)) return std::nullopt;
    network.dropout_layer = names.has(at("model.", i, ".conv_block.6.weight"));
    ++network.blocks;
  }
  if (network.blocks == 0 || width % network.channels != 0) return std::nullopt;
  const auto factor = static_cast<std::uint64_t>(width / network.channels);
  if (!std::has_single_bit(factor)) return std::nullopt;
  network.levels = std::countr_zero(factor);
  return network;
}

/// Its levels cannot be read off: they are taken to be those of SynDiff's own settings, which have
/// many convolutions of the widest kind.
std::optional<RecognisedNetwork> ncsnpp(const Names& names) {
  const Shape first = names.shape("all_modules.2.weight");
  const Shape latent = names.shape("z_transform.1.weight");
  if (first.size() != 4 || first[0] < 1 || latent.size() != 2) return std::nullopt;
  RecognisedNetwork network;
  network.kind = NetworkKind::ncsnpp;
  network.channels = first[0];
  network.in_channels = first[1];
  network.out_channels = first[1];
  network.latent_width = latent[0];
  network.latent_size = latent[1];
  constexpr int modules = 100, least_widest = 10;
  const Shape widest = convolution(4 * first[0], 4 * first[0], 3, 2);
  int found = 0;
  for (std::int64_t i = 0; i < modules; ++i) {
    if (names.is(at("all_modules.", i, ".Conv_1.weight"), widest)) ++found;
  }
  return found >= least_widest ? std::optional(network) : std::nullopt;
}

/// A name that every network of a kind has, and how the rest is read.
struct Fingerprint {
  std::string name;
  std::optional<RecognisedNetwork> (*read)(const Names&);
};

const std::vector<Fingerprint>& fingerprints() {
  static const std::vector<Fingerprint> all{{"init_conv.weight", residual_unet},
                                            {"lastLayer.0.weight", pix2pix_unet},
                                            {"model.model.0.weight", skip_unet},
                                            {"model.1.weight", resnet},
                                            {"all_modules.2.weight", ncsnpp}};
  return all;
}

/// "ema.", "ema.ema_model.", "generator_ema."; but the EMA's own copy of the raw weights is none.
bool is_average(const std::string& prefix) {
  if (prefix.find("online_model.") != std::string::npos) return false;
  return prefix.starts_with("ema") || prefix.find(".ema") != std::string::npos ||
         prefix.find("_ema.") != std::string::npos;
}

}  // namespace

std::string network_title(NetworkKind kind) {
  switch (kind) {
    case NetworkKind::sa_unet:
      return "SA-UNet";
    case NetworkKind::unet3d:
      return "3D UNet";
    case NetworkKind::pix2pix_unet:
      return "Pix2Pix UNet";
    case NetworkKind::skip_unet:
      return "unet_256";
    case NetworkKind::resnet:
      return "ResNet";
    case NetworkKind::ncsnpp:
      return "NCSN++";
  }
  return "unknown";
}

std::vector<WeightsCopy> weights_copies(const SafetensorsFile& file) {
  std::vector<WeightsCopy> copies;
  for (const SafetensorsEntry& entry : file.entries()) {
    for (const Fingerprint& fingerprint : fingerprints()) {
      if (!entry.name.ends_with(fingerprint.name)) continue;
      const std::string prefix = entry.name.substr(0, entry.name.size() - fingerprint.name.size());
      if (!prefix.empty() && !prefix.ends_with(".")) continue;
      if (const auto network = fingerprint.read(Names(file, prefix))) {
        copies.push_back({prefix, *network, is_average(prefix)});
      }
    }
  }
  std::ranges::sort(copies, {}, &WeightsCopy::prefix);
  return copies;
}

}  // namespace transpine
