// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/class_scores.h"

#include <gmock/gmock.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/torch.h>

#include "core/landmarks/part_classes.h"
#include "core/landmarks/spine_labels.h"
#include "core/segmentation/segmenter.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;

Grid grid_of(const Index3& size, double spacing_mm) {
  Grid grid;
  grid.size = size;
  grid.spacing_mm = Eigen::Vector3d::Constant(spacing_mm);
  return grid;
}

/// A CT whose values are 100 HU times a class that changes in blocks.
Volume blocks(const Grid& grid, int classes, std::int64_t side) {
  Volume ct(grid, ScalarType::int16);
  const auto values = ct.values<std::int16_t>();
  std::size_t v = 0;
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i, ++v) {
        values[v] =
            static_cast<std::int16_t>(100 * ((i / side + 2 * (j / side) + k / side) % classes));
      }
    }
  }
  return ct;
}

/// Scores that are best for class c where the CT is 100 c HU.
ClassNetwork reader_of_classes(int classes) {
  ClassNetwork network;
  network.needs.orientation = "LPS";
  network.needs.patch = {8, 8, 8};
  network.needs.clip_hu = {-1000, 1000};
  network.needs.input_range = {-10, 10};
  for (int c = 0; c < classes; ++c) network.needs.classes.push_back(std::to_string(c));
  network.run = [classes](const torch::Tensor& ct) {
    std::vector<torch::Tensor> scores;
    for (int c = 0; c < classes; ++c) scores.push_back(-20 * (ct - c).square());
    return torch::cat(scores, 1);
  };
  return network;
}

Result<ClassScores> scores_of(const ClassNetwork& network, const Volume& ct,
                              const ScoreLimits& limits = {}) {
  JobContext job;
  return class_scores(network, ct, limits, job);
}

TEST(ClassScores, TilesGiveWhatTheWholeWouldGive) {
  const Volume ct = blocks(grid_of({21, 13, 10}, 1), 4, 5);
  const auto scores = scores_of(reader_of_classes(4), ct);
  ASSERT_TRUE(scores) << scores.error().message();
  const Volume found = scores->likeliest_on(ct.grid());
  for (std::int64_t v = 0; v < ct.voxel_count(); ++v) {
    const auto at = static_cast<std::size_t>(v);
    ASSERT_EQ(100 * found.values<std::uint8_t>()[at], ct.values<std::int16_t>()[at]) << v;
  }
}

TEST(ClassScores, FindsItsWayThroughTurnedAndCoarserGrids) {
  // Axes and spacing of the network's own; blocks of 8 mm are larger than its voxels.
  ClassNetwork network = reader_of_classes(3);
  network.needs.orientation = "RIP";
  network.needs.spacing_mm = {2, 2, 2};
  network.needs.size_multiple = 4;
  Grid grid = grid_of({40, 32, 24}, 1);
  grid.origin_mm = {-7, 30, 12};
  const Volume ct = blocks(grid, 2, 8);
  const auto scores = scores_of(network, ct);
  ASSERT_TRUE(scores) << scores.error().message();
  EXPECT_EQ(scores->grid.orientation(), "RIP");
  const Volume found = scores->likeliest_on(grid);
  int wrong = 0, inner = 0;
  for (std::int64_t k = 0; k < 24; ++k) {
    for (std::int64_t j = 0; j < 32; ++j) {
      for (std::int64_t i = 0; i < 40; ++i) {
        const auto away = [](std::int64_t x) { return x % 8 >= 2 && x % 8 < 6; };
        if (!away(i) || !away(j) || !away(k)) continue;
        ++inner;
        wrong += 100 * found.at(i, j, k) != ct.at(i, j, k);
      }
    }
  }
  EXPECT_GT(inner, 1000);
  EXPECT_EQ(wrong, 0);
}

TEST(ClassScores, TilesOfAirAreNotLookedAt) {
  Volume ct = blocks(grid_of({32, 8, 8}, 1), 3, 40);
  for (auto& hu : ct.values<std::int16_t>()) hu = -900;
  ct.values<std::int16_t>()[3] = 200;
  ClassNetwork network = reader_of_classes(3);
  network.air_hu = 0;
  int looked = 0;
  network.run = [&looked, run = network.run](const torch::Tensor& tile) {
    ++looked;
    return run(tile);
  };
  const auto scores = scores_of(network, ct);
  ASSERT_TRUE(scores) << scores.error().message();
  EXPECT_EQ(looked, 1);
  EXPECT_EQ(scores->likeliest().at(30, 4, 4), 0);
}

TEST(ClassScores, TakesSmallerTilesWhereMemoryIsShort) {
  const Volume ct = blocks(grid_of({40, 40, 40}, 1), 3, 5);
  ClassNetwork network = reader_of_classes(3);
  network.needs.patch = {40, 40, 40};
  std::vector<std::int64_t> tried;
  network.run = [&tried, run = network.run](const torch::Tensor& tile) {
    tried.push_back(tile.numel());
    if (tile.numel() > 40 * 20 * 20) throw std::bad_alloc();
    return run(tile);
  };
  const auto scores = scores_of(network, ct);
  ASSERT_TRUE(scores) << scores.error().message();
  EXPECT_EQ(tried.front(), 40 * 40 * 40);
  EXPECT_EQ(tried.back(), 40 * 20 * 20);
  EXPECT_EQ(100 * scores->likeliest().at(33, 7, 21), ct.at(33, 7, 21));

  // Estimated before anything runs.
  tried.clear();
  ScoreLimits limits;
  limits.memory_gb = 0.02;
  network.needs.feature_maps = 100;
  ASSERT_TRUE(scores_of(network, ct, limits));
  EXPECT_LT(tried.front(), 40 * 40 * 40);
  limits.memory_gb = 1e-4;
  const auto none = scores_of(network, ct, limits);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().title, HasSubstr("memory"));
}

TEST(ClassScores, SaysWhatIsWrongAndCancels) {
  const Volume ct = blocks(grid_of({12, 12, 12}, 1), 3, 5);
  ClassNetwork network = reader_of_classes(3);
  network.run = [](const torch::Tensor& tile) { return tile; };
  const auto wrong = scores_of(network, ct);
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().message(), HasSubstr("3 classes"));
  std::stop_source stop;
  JobContext job(stop.get_token(), {});
  network = reader_of_classes(3);
  network.run = [&stop, run = network.run](const torch::Tensor& tile) {
    stop.request_stop();
    return run(tile);
  };
  EXPECT_TRUE(class_scores(network, ct, {}, job).error().is_cancelled());
}

class ScriptSegmenter : public ::testing::Test {
 protected:
  void save(const std::string& forward, const nlohmann::json& description) {
    torch::jit::Module module("segmenter");
    module.define(forward);
    module.save((folder_ / "model.pt").string());
    testing::write_bytes(folder_ / "model.json", description.dump());
    options_.method = "script";
    options_.model = folder_ / "model.pt";
  }
  std::string error() {
    const auto made = make_spine_segmenter(options_);
    return made ? "no error" : made.error().message();
  }
  Result<Segmentation> segmented(const Volume& ct) {
    auto made = make_spine_segmenter(options_);
    if (!made) return made.error();
    JobContext job;
    return segment_spine(**made, options_, ct, {}, job);
  }

  testing::TemporaryFolder folder_;
  SegmentOptions options_ = [] {
    SegmentOptions options;
    options.device = "cpu";
    return options;
  }();
};

/// Two bodies of 24 x 24 x 16 mm at 300 HU with an arch of 500 HU behind each.
Volume two_vertebrae() {
  Volume ct(grid_of({20, 30, 30}, 2), ScalarType::int16);
  for (auto& hu : ct.values<std::int16_t>()) hu = -50;
  const auto fill = [&](Index3 low, Index3 high, std::int16_t hu) {
    for (auto k = low[2]; k < high[2]; ++k) {
      for (auto j = low[1]; j < high[1]; ++j) {
        for (auto i = low[0]; i < high[0]; ++i) {
          ct.values<std::int16_t>()[static_cast<std::size_t>(ct.grid().offset(i, j, k))] = hu;
        }
      }
    }
  };
  for (const std::int64_t bottom : {3, 16}) {
    fill({4, 3, bottom}, {16, 15, bottom + 9}, 300);
    fill({8, 15, bottom + 3}, {12, 24, bottom + 7}, 500);
  }
  return ct;
}

// By brightness: what the network sees is HU / 1000.
constexpr const char* kByBrightness =
    "def forward(self, x):\n"
    "    return torch.cat([-(x + 0.05) ** 2, -(x - 0.3) ** 2, -(x - 0.5) ** 2], 1) * 1000\n";

TEST_F(ScriptSegmenter, GrowsVertebraeFromItsParts) {
  save(kByBrightness,
       {{"spacing_mm", 2}, {"patch", {16, 16, 16}}, {"classes", {"background", "body", "arcus"}}});
  options_.level = "L2";
  options_.at = {20, 20, 15};  // In the lower one.
  const Volume ct = two_vertebrae();
  const auto result = segmented(ct);
  ASSERT_TRUE(result) << result.error().message();
  EXPECT_TRUE(result->vertebrae.grid().same_as(ct.grid()));
  for (std::int64_t v = 0; v < ct.voxel_count(); ++v) {
    const auto at = static_cast<std::size_t>(v);
    const bool is_bone = ct.values<std::int16_t>()[at] > 0;
    const int level = v / (20 * 30) < 14 ? 21 : 20;
    ASSERT_EQ(result->vertebrae.values<std::uint8_t>()[at], is_bone ? level : 0) << v;
    const int part = ct.values<std::int16_t>()[at] == 300 ? subregion::kBody : subregion::kArcus;
    ASSERT_EQ(result->subregions.values<std::uint8_t>()[at], is_bone ? part : 0) << v;
  }
}

TEST_F(ScriptSegmenter, TakesLevelsFromANetworkThatTellsThem) {
  save(kByBrightness,
       {{"spacing_mm", {2, 2, 2}}, {"patch", {16, 16, 16}}, {"classes", {"other", "L4", "S"}}});
  const auto result = segmented(two_vertebrae());
  ASSERT_TRUE(result) << result.error().message();
  EXPECT_EQ(result->vertebrae.at(5, 5, 5), 23);
  EXPECT_EQ(result->vertebrae.at(9, 20, 8), vertebra::kSacrum);
  EXPECT_EQ(result->subregions.at(5, 5, 5), 0);
}

TEST_F(ScriptSegmenter, WhatItLacksIsNamed) {
  const nlohmann::json good{{"spacing_mm", 1}, {"classes", {"background", "body"}}};
  const auto with = [&](const std::string& key, const nlohmann::json& value) {
    nlohmann::json changed = good;
    changed[key] = value;
    save(kByBrightness, changed);
    return error();
  };
  EXPECT_THAT(with("stride", 2), HasSubstr("stride"));
  EXPECT_THAT(with("classes", {"background", "rib"}), HasSubstr("classes"));
  EXPECT_THAT(with("classes", {"body", "L3"}), HasSubstr("either parts"));
  EXPECT_THAT(with("orientation", "XYZ"), HasSubstr("orientation"));
  EXPECT_THAT(with("spacing_mm", -1), HasSubstr("out of range"));
  EXPECT_THAT(with("clip_hu", {3, 3}), HasSubstr("clip_hu"));
  save(kByBrightness, good);
  std::filesystem::remove(folder_ / "model.json");
  EXPECT_THAT(error(), HasSubstr("lacks its description"));
  save(kByBrightness, good);
  testing::write_bytes(folder_ / "model.pt", "PK damaged");
  EXPECT_THAT(error(), HasSubstr("no sound TorchScript"));
  options_.model.clear();
  EXPECT_THAT(error(), HasSubstr("No TorchScript segmenter"));
}

}  // namespace
}  // namespace transpine
