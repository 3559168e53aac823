// SPDX-License-Identifier: Apache-2.0
#include "core/nn/tiling.h"

#include <gmock/gmock.h>
#include <torch/types.h>

#include <stdexcept>

namespace transpine {
namespace {

TEST(Tiling, TilesCoverEveryLengthAndOverlap) {
  for (std::int64_t length = 16; length < 120; ++length) {
    const auto begins = tile_begins(length, 16, 5);
    EXPECT_EQ(begins.front(), 0);
    EXPECT_EQ(begins.back(), length - 16);
    for (std::size_t k = 1; k < begins.size(); ++k) {
      EXPECT_GE(begins[k - 1] + 16 - begins[k], 5) << length;
      EXPECT_GT(begins[k], begins[k - 1]) << length;
    }
  }
  EXPECT_THROW(tile_begins(15, 16, 5), std::invalid_argument);
  EXPECT_THROW(tile_begins(20, 16, 16), std::invalid_argument);
}

TEST(Tiling, ShortMemoryMeansFewerThenSmallerTiles) {
  std::vector<std::pair<std::int64_t, std::int64_t>> tried;
  for (std::optional<TileSize> size = TileSize{250, 6}; size; size = next_smaller(*size, 8)) {
    tried.emplace_back(size->tile, size->batch);
  }
  const std::vector<std::pair<std::int64_t, std::int64_t>> expected{
      {250, 6}, {250, 3}, {250, 1}, {128, 1}, {64, 1}};
  EXPECT_EQ(tried, expected);
}

TEST(Tiling, IdentityComesBackEverywhereWithoutSeams) {
  const auto x = torch::randn({2, 1, 45, 37});
  const Denoiser identity = [](const torch::Tensor& x_t, const torch::Tensor&,
                               const torch::Tensor&) { return x_t.clone(); };
  const auto out = tiled(identity, square_tiles(2, 16, 6, 3))(x, x, torch::zeros({2}));
  EXPECT_LT((out - x).abs().max().item<double>(), 1e-5);
}

TEST(Tiling, EachTileGetsItsImagesTimeAndCondition) {
  const auto x = torch::zeros({2, 1, 24, 24});
  const auto condition = torch::randn({2, 1, 24, 24});
  const Denoiser network = [](const torch::Tensor& x_t, const torch::Tensor& cond,
                              const torch::Tensor& time) {
    EXPECT_EQ(x_t.size(2), 16);
    return x_t + cond + time.view({-1, 1, 1, 1});
  };
  const auto out =
      tiled(network, square_tiles(2, 16, 4, 3))(x, condition, torch::tensor({1.f, 5.f}));
  const auto expected = condition + torch::tensor({1.f, 5.f}).view({2, 1, 1, 1});
  EXPECT_LT((out - expected).abs().max().item<double>(), 1e-5);
}

// Two tiles that disagree by 1: the blend passes from one to the other without a jump.
TEST(Tiling, DisagreeingTilesAreBlendedSmoothly) {
  int call = 0;
  const Denoiser network = [&](const torch::Tensor& x_t, const torch::Tensor&,
                               const torch::Tensor&) { return x_t + call++; };
  const auto x = torch::zeros({1, 1, 16, 24});
  const auto row = tiled(network, square_tiles(2, 16, 8, 1))(x, x, torch::zeros({1}))[0][0][8];
  EXPECT_EQ(row[0].item<float>(), 0);
  EXPECT_EQ(row[23].item<float>(), 1);
  EXPECT_LT(row.diff().abs().max().item<double>(), 0.35);
  EXPECT_GE(row.diff().min().item<double>(), 0);
}

TEST(Tiling, VolumesAreCoveredWithTheirOwnSidesAndChannels) {
  const auto x = torch::randn({1, 2, 20, 33, 17});
  const auto condition = torch::randn({1, 4, 20, 33, 17});
  const Denoiser network = [](const torch::Tensor& x_t, const torch::Tensor& cond,
                              const torch::Tensor&) {
    EXPECT_EQ(x_t.sizes().slice(2), (std::vector<std::int64_t>{8, 16, 17}));
    // One output more than x_t has, as for a learned variance.
    return torch::cat({x_t + cond.narrow(1, 1, 2), cond.narrow(1, 0, 1)}, 1);
  };
  const TilePlan plan{{8, 16, 17}, {2, 4, 8}, 3};
  const auto out = tiled(network, plan)(x, condition, torch::zeros({1}));
  EXPECT_EQ(out.sizes(), x.sizes());
  EXPECT_LT((out - x - condition.narrow(1, 1, 2)).abs().max().item<double>(), 1e-5);
}

TEST(Tiling, AsksBetweenTheBatches) {
  int calls = 0;
  const Denoiser network = [&](const torch::Tensor& x_t, const torch::Tensor&,
                               const torch::Tensor&) { return ++calls, x_t; };
  const auto x = torch::zeros({1, 1, 16, 64});
  tiled(network, square_tiles(2, 16, 4, 1), [&] { return calls < 2; })(x, x, torch::zeros({1}));
  EXPECT_EQ(calls, 2);
}

}  // namespace
}  // namespace transpine
