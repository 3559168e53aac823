// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <torch/csrc/jit/api/module.h>

#include "core/base/atomic_file.h"
#include "core/translation/script_description.h"
#include "core/translation/translate.h"
#include "tests/support/test_files.h"
#include "tests/support/zip_file.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;

class ScriptModel : public ::testing::Test {
 protected:
  /// model.pt of one function, with its description beside it.
  void save(const std::string& forward, const nlohmann::json& description) {
    torch::jit::Module module("translator");
    module.define(forward);
    module.save((folder_ / "model.pt").string());
    testing::write_bytes(folder_ / "model.json", description.dump());
    options_.model = folder_ / "model.pt";
  }

  Result<SlicePlanes> translated() {
    auto translator = make_translator(options_);
    if (!translator) return translator.error();
    JobContext job;
    return (*translator)->translate(planes_, job);
  }

  std::string error() {
    const auto done = translated();
    return done ? "no error" : done.error().message();
  }

  static SlicePlanes cube() {
    SlicePlanes planes{10, 12, 14, std::vector<float>(10 * 12 * 14)};
    for (std::size_t i = 0; i < planes.values.size(); ++i) {
      planes.values[i] = -1 + 2 * static_cast<float>(i * 31 % 101) / 100;
    }
    return planes;
  }

  testing::TemporaryFolder folder_;
  TranslateOptions options_ = [] {
    TranslateOptions options;
    options.device = "cpu";
    options.tile = 8;
    options.overlap = 2;
    return options;
  }();
  SlicePlanes planes_{2, 11, 9, [] {
                        std::vector<float> values(2 * 11 * 9);
                        for (std::size_t i = 0; i < values.size(); ++i) {
                          values[i] = -1 + 2 * static_cast<float>(i % 37) / 36;
                        }
                        return values;
                      }()};
};

TEST_F(ScriptModel, TranslatesWithinItsOwnRanges) {
  save("def forward(self, x):\n    return 4 * x\n", {{"spacing_mm", 0.8},
                                                     {"input_range", {0, 1}},
                                                     {"output_range", {0, 4}},
                                                     {"output_hu", {-1000, 2000}},
                                                     {"mr_max", "percentile"},
                                                     {"mr_percentile", 99}});
  auto translator = make_translator(options_);
  ASSERT_TRUE(translator) << translator.error().message();
  EXPECT_EQ((*translator)->spacing_mm(), 0.8);
  EXPECT_EQ((*translator)->mr_scale_rule().kind, "percentile");
  EXPECT_EQ((*translator)->description().at("kind"), "torchscript");
  const auto ct = translated();
  ASSERT_TRUE(ct) << ct.error().message();
  // -1 .. 1 becomes 0 .. 1, then 0 .. 4, then -1 .. 2 thousand HU.
  for (std::size_t i = 0; i < planes_.values.size(); ++i) {
    ASSERT_NEAR(ct->values[i], -1 + 3 * (planes_.values[i] + 1) / 2, 1e-5);
  }
}

TEST_F(ScriptModel, RunsItsLayersInTilesOfItsMultiple) {
  save(
      "def forward(self, x):\n"
      "    assert x.shape[2] % 4 == 0 and x.shape[3] % 4 == 0\n"
      "    return torch.avg_pool2d(torch.cat([x, x], 1), 3, 1, 1).mean(1, True)\n",
      {{"spacing_mm", 1}, {"size_multiple", 4}, {"patch_size", 6}});
  options_.tile = 0;
  const auto ct = translated();
  ASSERT_TRUE(ct) << ct.error().message();
  // The mean of 3 x 3 pixels, away from the borders of slice and tiles' overlap.
  const auto at = [](const SlicePlanes& planes, int row, int column) {
    return planes.values[static_cast<std::size_t>(row * planes.columns + column)];
  };
  double mean = 0;
  for (int row = 1; row < 4; ++row) {
    for (int column = 1; column < 4; ++column) mean += at(planes_, row, column) / 9;
  }
  EXPECT_NEAR(at(*ct, 2, 2), mean, 1e-5);
}

// [N, 4, D, H, W]: the volume, and ramps along it that know nothing of tiles.
TEST_F(ScriptModel, TakesVolumesWithTheirRamps) {
  save(
      "def forward(self, x):\n"
      "    assert x.dim() == 5 and x.shape[1] == 4\n"
      "    return 0.5 * x[:, :1] + 0.1 * x[:, 1:2] + 0.2 * x[:, 2:3] + 0.15 * x[:, 3:]\n",
      {{"spacing_mm", 1.5}, {"dimensions", 3}, {"position_ramps", true}});
  planes_ = cube();
  for (const std::int64_t tile : {0, 8}) {
    options_.tile = tile;
    auto translator = make_translator(options_);
    ASSERT_TRUE(translator) << translator.error().message();
    EXPECT_TRUE((*translator)->is_volumetric());
    EXPECT_EQ((*translator)->spacing_mm(), 1.5);
    JobContext job;
    const auto ct = (*translator)->translate(planes_, job);
    ASSERT_TRUE(ct) << ct.error().message();
    const auto sides = (*translator)->description().at("tile_sides");
    EXPECT_EQ(sides, tile == 0 ? nlohmann::json({10, 12, 14}) : nlohmann::json({8, 8, 8}));
    std::size_t i = 0;
    for (int slice = 0; slice < 10; ++slice) {
      for (int row = 0; row < 12; ++row) {
        for (int column = 0; column < 14; ++column, ++i) {
          const double ramps = 0.1 * slice / 9 + 0.2 * row / 11 + 0.15 * column / 13;
          ASSERT_NEAR(ct->values[i], 0.5 * planes_.values[i] + ramps, 1e-5) << tile;
        }
      }
    }
  }
}

TEST_F(ScriptModel, RunsItsLayersOnVolumesOfItsMultiple) {
  save(
      "def forward(self, x):\n"
      "    assert x.shape[1] == 1\n"
      "    assert x.shape[2] % 4 == 0 and x.shape[3] % 4 == 0 and x.shape[4] % 4 == 0\n"
      "    return torch.avg_pool3d(x, 3, 1, 1)\n",
      {{"spacing_mm", 1}, {"dimensions", 3}, {"size_multiple", 4}, {"patch_size", 16}});
  planes_ = cube();
  options_.tile = 0;
  const auto ct = translated();
  ASSERT_TRUE(ct) << ct.error().message();
  ASSERT_EQ(ct->values.size(), planes_.values.size());
  const auto at = [](const SlicePlanes& planes, int slice, int row, int column) {
    return planes
        .values[static_cast<std::size_t>((slice * planes.rows + row) * planes.columns + column)];
  };
  double mean = 0;
  for (int slice = 3; slice < 6; ++slice) {
    for (int row = 4; row < 7; ++row) {
      for (int column = 5; column < 8; ++column) mean += at(planes_, slice, row, column) / 27;
    }
  }
  EXPECT_NEAR(at(*ct, 4, 5, 6), mean, 1e-5);
}

TEST_F(ScriptModel, TranslatesAnImageAsAVolume) {
  save("def forward(self, x):\n    return x\n",
       {{"spacing_mm", 1}, {"dimensions", 3}, {"input_range", {0, 1}}, {"output_range", {0, 1}}});
  Grid grid;
  grid.size = {14, 12, 10};
  Volume mr(grid, ScalarType::float32);
  const auto intensities = mr.values<float>();
  for (std::size_t i = 0; i < intensities.size(); ++i) {
    intensities[i] = static_cast<float>(i * 7919 % 501);
  }
  intensities[0] = 500;
  options_.grid = "native";
  JobContext job;
  const auto done = translate(mr, options_, job);
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_EQ(done->provenance.at("model").at("kind"), "torchscript");
  const auto hu = done->native->values<std::int16_t>();
  ASSERT_EQ(hu.size(), intensities.size());
  // Air is -1000 HU and the maximum 1000.
  for (std::size_t i = 0; i < hu.size(); ++i) {
    ASSERT_NEAR(hu[i], -1000 + 2000 * intensities[i] / 500, 1) << i;
  }
}

TEST_F(ScriptModel, AVolumeThatComesBackAsASliceIsAnError) {
  save("def forward(self, x):\n    return x[:, :, 0]\n", {{"spacing_mm", 1}, {"dimensions", 3}});
  planes_ = cube();
  EXPECT_THAT(error(), HasSubstr("does not give an image of the size"));
}

TEST_F(ScriptModel, WhatItLacksIsNamed) {
  save("def forward(self, x):\n    return x\n", {{"spacing_mm", 1}, {"patchsize", 8}});
  EXPECT_THAT(error(), AllOf(HasSubstr("model.json"), HasSubstr("patchsize")));
  testing::write_bytes(folder_ / "model.json", R"({"patch_size": 8})");
  EXPECT_THAT(error(), HasSubstr("spacing_mm"));
  testing::write_bytes(folder_ / "model.json", R"({"spacing_mm": 1, "output_hu": [5, 5]})");
  EXPECT_THAT(error(), HasSubstr("output_hu"));
  testing::write_bytes(folder_ / "model.json", "{");
  EXPECT_THAT(error(), HasSubstr("model.json"));
  std::filesystem::remove(folder_ / "model.json");
  EXPECT_THAT(error(), AllOf(HasSubstr("lacks its description"), HasSubstr("model.json")));
}

TEST_F(ScriptModel, OneThatGivesAnotherSizeOrFailsIsAnError) {
  save("def forward(self, x):\n    return x[:, :, 1:]\n", {{"spacing_mm", 1}});
  EXPECT_THAT(error(), HasSubstr("an image of the size it got"));
  save("def forward(self, x):\n    assert False\n    return x\n", {{"spacing_mm", 1}});
  EXPECT_THAT(error(), HasSubstr("The translation"));
}

TEST_F(ScriptModel, DamagedAndPickledOnesAreToldApart) {
  save("def forward(self, x):\n    return x\n", {{"spacing_mm", 1}});
  std::string bytes = value_or_throw(read_text(options_.model));
  for (std::size_t at = 60; at < 160; ++at) bytes[at] = static_cast<char>(~bytes[at]);
  testing::write_bytes(options_.model, bytes);
  EXPECT_THAT(error(), HasSubstr("no sound TorchScript model"));
  testing::write_bytes(options_.model, testing::zip_of({{"a/data.pkl", "x"}, {"a/version", "3"}}));
  EXPECT_THAT(error(), HasSubstr("resources/convert_checkpoint.py"));
}

TEST_F(ScriptModel, OptionsThatItCannotFollowAreRefused) {
  save("def forward(self, x):\n    return x\n", {{"spacing_mm", 1}});
  options_.samples = 2;
  EXPECT_THAT(error(), HasSubstr("Set the samples to 1"));
}

}  // namespace
}  // namespace transpine
