// SPDX-License-Identifier: Apache-2.0
// The layout of the published 3D checkpoint (sections 1.8, 1.10, 1.15): Lightning's state dict with
// "generator." and an EMA beside it, under the names of the reference.
#include <gmock/gmock.h>
#include <torch/types.h>

#include "core/nn/networks/unet3d.h"
#include "core/nn/recognised_network.h"
#include "core/nn/weights.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

/// Name and shape of each tensor of the network of a width in the vectors.
std::vector<std::pair<std::string, std::vector<std::int64_t>>> reference_layout(
    const std::string& network) {
  std::vector<std::pair<std::string, std::vector<std::int64_t>>> layout;
  const nlohmann::json vectors = testing::read_vectors("nets_rcdd3d.json");
  for (const auto& entry : vectors.at("networks")) {
    if (entry.at("name") != network) continue;
    for (const auto& row : entry.at("state_dict")) {
      layout.emplace_back(row[0].get<std::string>(), row[1].get<std::vector<std::int64_t>>());
    }
  }
  return layout;
}

/// Each tensor filled with a number of its own, so that a mix-up of two shows.
NamedTensors numbered(
    const std::string& prefix, double first,
    const std::vector<std::pair<std::string, std::vector<std::int64_t>>>& layout) {
  NamedTensors tensors;
  for (const auto& [name, shape] : layout) {
    tensors.emplace_back(prefix + name,
                         torch::full(shape, first + static_cast<double>(tensors.size())));
  }
  return tensors;
}

void append(NamedTensors& all, const NamedTensors& more) {
  all.insert(all.end(), more.begin(), more.end());
}

TEST(PublishedLayout, Of3dLoadsByName) {
  TRANSPINE_REQUIRE_VECTORS();
  const auto layout = reference_layout("rcdd3d_unet_dim8");
  ASSERT_EQ(layout.size(), 224u);
  NamedTensors all = numbered("generator.", 0, layout);
  append(all, numbered("ema.ema_model.", 1000, layout));
  append(all, numbered("ema.online_model.", 0, layout));
  append(all, {{"ema.initted", torch::tensor(true)}, {"ema.step", torch::tensor(100)}});
  const testing::TemporaryFolder folder;
  std::vector<torch::Tensor> holder;
  ASSERT_TRUE(write_safetensors(folder / "T2_to_CT.safetensors", entries_of(all, "", holder)));
  const auto file = SafetensorsFile::open(folder / "T2_to_CT.safetensors");
  ASSERT_TRUE(file) << file.error().message();

  const std::vector<WeightsCopy> copies = weights_copies(*file);
  ASSERT_EQ(copies.size(), 3u);
  const RecognisedNetwork& network = copies.back().network;
  EXPECT_EQ(copies.back().prefix, "generator.");
  EXPECT_TRUE(copies.front().is_average);
  EXPECT_EQ(network.kind, NetworkKind::unet3d);
  EXPECT_EQ(network.channels, 8);
  EXPECT_EQ(network.in_channels, 5);
  EXPECT_EQ(network.multipliers, (std::vector<std::int64_t>{1, 2, 4, 8}));

  Unet3dOptions options;
  options.channels = network.channels;
  options.multipliers = network.multipliers;
  options.condition_channels = network.in_channels - 1;
  Unet3d net(options);
  for (const auto& [prefix, first] : {std::pair("generator.", 0.0), {"ema.ema_model.", 1000.0}}) {
    const auto loaded = load_weights(*net, *file, {prefix});
    ASSERT_TRUE(loaded) << loaded.error().message();
    const NamedTensors state = named_state(*net);
    ASSERT_EQ(state.size(), layout.size());
    for (std::size_t i = 0; i < layout.size(); ++i) {
      EXPECT_EQ(state[i].first, layout[i].first);
      EXPECT_EQ(state[i].second.max().item<double>(), first + static_cast<double>(i));
      EXPECT_EQ(state[i].second.min().item<double>(), first + static_cast<double>(i));
    }
  }
}

// The published width, of which only names and shapes are compared: 349 MB otherwise.
TEST(PublishedLayout, OfThePublishedWidthHasTheReferencesShapes) {
  TRANSPINE_REQUIRE_VECTORS();
  Unet3dOptions options;
  options.channels = 64;
  options.condition_channels = 4;
  Unet3d net(options);
  const auto layout = reference_layout("rcdd3d_unet_dim64_count");
  const NamedTensors state = named_state(*net);
  ASSERT_EQ(state.size(), layout.size());
  std::int64_t parameters = 0;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    EXPECT_EQ(state[i].first, layout[i].first);
    EXPECT_EQ(state[i].second.sizes(), at::IntArrayRef(layout[i].second));
    parameters += state[i].second.numel();
  }
  EXPECT_EQ(parameters, 87307841);
}

}  // namespace
}  // namespace transpine
