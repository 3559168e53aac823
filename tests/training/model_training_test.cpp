// SPDX-License-Identifier: Apache-2.0
// Every model but the 2D diffusion (train_test.cpp) and the GANs of gan_training_test.cpp.
#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/training/checkpoint.h"
#include "core/training/preview_files.h"
#include "core/training/train_models.h"
#include "core/training/weights_export.h"
#include "core/training/weights_import.h"
#include "tests/support/test_device.h"
#include "tests/training/overfitting.h"
#include "tests/training/tiny_training.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;

/// What a model is expected to log beside its loss.
const std::map<std::string, std::vector<std::string>>& terms_of_models() {
  static const std::map<std::string, std::vector<std::string>> terms{
      {"cut-original", {"gan", "nce", "nce_identity", "discriminator"}},
      {"cyclegan", {"gan", "cycle", "identity", "discriminator"}},
      {"syndiff", {"discriminator", "r1", "gan", "cycle_gan", "l1", "cycle"}},
      {"fast-ddpm", {}},
      {"ddim-3d", {}},
      {"pix2pix-3d", {"gan", "l1", "ssim", "discriminator"}},
      {"residual-unet-3d", {}},
      {"wavelet-3d", {}},
      {"segmenter-3d", {"cross_entropy", "dice"}}};
  return terms;
}

TrainOptions tiny_options(const std::string& model) {
  TrainOptions options = small_train_options(model);
  options.channels = 8;
  if (applies("discriminator_channels", model)) options.discriminator_channels = 8;
  options.patch_size = 32;
  options.patch_depth = model == "pix2pix-3d" ? 32 : 16;
  if (!is_volumetric(model)) options.patch_depth = paper_train_options(model).patch_depth;
  options.batch_size = 2;
  options.steps = 6;
  options.checkpoint_every = 2;
  options.validate_every = 0;
  options.validation_slices = 1;
  options.device = testing::test_device();
  if (applies("multipliers", model)) options.multipliers = {1, 2};
  if (applies("attention_heads", model)) options.attention_head_channels = 8;
  if (applies("levels", model)) options.levels = is_volumetric(model) ? 3 : 1;
  if (applies("blocks", model)) options.blocks = 2;
  if (model == "cut-original") {
    options.nce_layers = {0, 4, 8};
    options.nce_patches = 64;
  }
  if (applies("validation_steps", model)) options.validation_steps = 3;
  return options;
}

class ModelTraining : public testing::TinyTraining,
                      public ::testing::WithParamInterface<std::string> {
 protected:
  void write_set(const std::string& name, const std::vector<std::pair<std::string, int>>& counts,
                 int height, int width) {
    const int depth = is_volumetric(GetParam()) ? 14 : 0;
    if (GetParam() == "segmenter-3d") {
      testing::write_toy_ct_set(folder_.path() / name, counts, height, width, depth);
      return;
    }
    testing::write_toy_training_set(folder_.path() / name, counts, height, width, depth);
  }
  TrainOptions tiny(const std::string& run) {
    if (!std::filesystem::exists(folder_.path() / "set")) {
      write_set("set", {{"train", 4}, {"val", 2}}, 36, 34);
    }
    TrainOptions options = tiny_options(GetParam());
    options.training_set = folder_ / "set";
    options.run_folder = folder_ / run;
    return options;
  }
};

std::vector<std::string> models() {
  std::vector<std::string> names;
  for (const auto& [name, terms] : terms_of_models()) names.push_back(name);
  return names;
}

std::string name_of(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Models, ModelTraining, ::testing::ValuesIn(models()), name_of);

TEST(ModelTraining, EveryModelHasATestOfItsTraining) {
  for (const std::string& name : train_model_names()) {
    const bool elsewhere = name == "ddim" || (family_of(name) == ModelFamily::gan &&
                                              name != "cut-original" && !is_volumetric(name));
    EXPECT_TRUE(elsewhere || terms_of_models().contains(name)) << name;
  }
}

TEST_P(ModelTraining, WritesEveryLossTermAndAPreview) {
  std::vector<TrainStep> steps;
  TrainCallbacks callbacks;
  callbacks.on_step = [&](const TrainStep& step) { steps.push_back(step); };
  const auto summary = run(tiny("run"), callbacks);
  ASSERT_TRUE(summary) << summary.error().message();
  ASSERT_EQ(steps.size(), 6U);
  std::vector<std::string> names;
  for (const LossTerm& term : steps[0].terms) names.push_back(term.name);
  EXPECT_EQ(names, terms_of_models().at(GetParam()));
  EXPECT_GT(steps[0].gradient_norm, 0);
  EXPECT_EQ(summary->score.psnr_db.has_value(), GetParam() != "segmenter-3d");
  EXPECT_TRUE(summary->score.dice);
  const auto previews = list_previews(folder_ / "run");
  ASSERT_EQ(previews.size(), 1U);
  const auto preview = read_previews(previews[0].path);
  ASSERT_TRUE(preview) << preview.error().message();
  EXPECT_EQ(preview->previews[0].synthetic_ct.width, 32);
  EXPECT_EQ(preview->previews[0].synthetic_ct.height, 32);
}

TEST_P(ModelTraining, ResumedRunEqualsAnUninterruptedOneToTheBit) {
  ASSERT_TRUE(run(tiny("whole")));
  TrainOptions parts = tiny("parts");
  interrupt_after(parts, 3);
  parts.resume = true;
  const auto resumed = run(parts);
  ASSERT_TRUE(resumed) << resumed.error().message();
  EXPECT_THAT(log_, HasSubstr("step-00000003"));
  EXPECT_EQ(last_checkpoint("whole"), last_checkpoint("parts"));
}

TEST_P(ModelTraining, OverfitsOnePair) {
  if (GetParam() == "cut-original") {
    TrainOptions options = tiny("run");
    options.channels = 16;
    options.nce_layers = {8};
    testing::expect_contrast_learnt(options);
    return;
  }
  write_set("one", {{"train", 1}}, 32, 32);
  TrainOptions options = testing::overfitting(tiny("run"));
  options.training_set = folder_ / "one";
  options.steps = 200;
  if (applies("mode", GetParam())) options.mode = "image";
  // One large patch instead of many small ones.
  if (GetParam() == "fast-ddpm") options.batch_size = 2;
  const auto steps = testing::losses_of(options);
  ASSERT_EQ(steps.size(), 200U);
  bool has_terms = false;
  for (const std::string term : {"l1", "cycle", "cross_entropy", "dice"}) {
    if (!steps[0].contains(term)) continue;
    has_terms = true;
    EXPECT_LT(steps.back().at(term), steps[0].at(term) / 10) << term;
  }
  if (has_terms) return;
  // The mean of the last steps: a diffusion's depends on the times that a step draws.
  double last = 0;
  for (std::size_t i = 180; i < 200; ++i) last += steps[i].at("loss") / 20;
  EXPECT_LT(last, steps[0].at("loss") / 10);
}

class VolumeTraining : public testing::TinyTraining {
 protected:
  /// A trained segmenter of the toy set.
  std::filesystem::path segmenter() {
    testing::write_toy_ct_set(folder_.path() / "cts", {{"train", 1}, {"val", 1}}, 32, 32, 16);
    TrainOptions options = tiny_options("segmenter-3d");
    options.training_set = folder_ / "cts";
    options.run_folder = folder_ / "segmenter";
    const auto summary = run(options);
    EXPECT_TRUE(summary) << summary.error().message();
    return options.run_folder;
  }
  TrainOptions regression() {
    testing::write_toy_training_set(folder_.path() / "volumes", {{"train", 1}}, 32, 32, 16);
    TrainOptions options = tiny_options("residual-unet-3d");
    options.training_set = folder_ / "volumes";
    options.run_folder = folder_ / "run";
    return options;
  }
};

// Beyond-facts 3.1: the L1 of the CT beside that of what a frozen segmenter sees in it.
TEST_F(VolumeTraining, FeaturesOfASegmenterAreATermOfTheRegression) {
  TrainOptions options = regression();
  options.feature_segmenter = segmenter();
  options.feature_weight = 0.5;
  options.batch_size = 1;
  options.steps = 80;
  options.learning_rate = 2e-3;
  std::vector<TrainStep> steps;
  TrainCallbacks callbacks;
  callbacks.on_step = [&](const TrainStep& step) { steps.push_back(step); };
  const auto before = last_checkpoint("segmenter");
  const auto summary = run(options, callbacks);
  ASSERT_TRUE(summary) << summary.error().message();
  ASSERT_EQ(steps[0].terms.size(), 2U);
  EXPECT_EQ(steps[0].terms[0].name, "l1");
  EXPECT_EQ(steps[0].terms[1].name, "features");
  EXPECT_NEAR(steps[0].loss, steps[0].terms[0].value + 0.5 * steps[0].terms[1].value, 1e-6);
  EXPECT_LT(steps.back().terms[1].value, steps[0].terms[1].value / 3);
  EXPECT_EQ(last_checkpoint("segmenter"), before);
}

TEST_F(VolumeTraining, ASegmenterThatDoesNotFitIsRefused) {
  TrainOptions options = regression();
  options.feature_segmenter = folder_ / "nowhere";
  EXPECT_THAT(run(options).error().message(), HasSubstr("nowhere"));
  options.feature_segmenter = segmenter();
  options.levels = 2;
  options.patch_depth = 18;
  EXPECT_THAT(run(options).error().message(), HasSubstr("multiples of"));
  ASSERT_TRUE(run(regression()));
  options = regression();
  options.run_folder = folder_ / "second";
  options.feature_segmenter = folder_ / "run";
  EXPECT_THAT(run(options).error().message(), HasSubstr("is no segmenter"));
}

TEST_F(VolumeTraining, SegmentersTakeSetsOfCtsAndOthersPairs) {
  TrainOptions options = regression();
  testing::write_toy_ct_set(folder_.path() / "cts", {{"train", 1}}, 32, 32, 16);
  options.training_set = folder_ / "cts";
  EXPECT_THAT(run(options).error().message(), HasSubstr("--images pair"));
  TrainOptions segmenting = tiny_options("segmenter-3d");
  segmenting.run_folder = folder_ / "run";
  segmenting.training_set = folder_ / "volumes";
  EXPECT_THAT(run(segmenting).error().message(), HasSubstr("--images ct"));
}

TEST_F(VolumeTraining, TheKindOfTrainingSetMustFitTheModel) {
  testing::write_toy_training_set(folder_.path() / "slices", {{"train", 1}}, 32, 32);
  testing::write_toy_training_set(folder_.path() / "volumes", {{"train", 1}}, 32, 32, 16);
  TrainOptions options = tiny_options("ddim-3d");
  options.run_folder = folder_ / "run";
  options.training_set = folder_ / "slices";
  EXPECT_THAT(run(options).error().message(), HasSubstr("--dimensions 3d"));
  options = tiny_options("syndiff");
  options.run_folder = folder_ / "run";
  options.training_set = folder_ / "volumes";
  EXPECT_THAT(run(options).error().message(), HasSubstr("--dimensions 2d"));
}

TEST_F(VolumeTraining, PatchesThatCannotBeHalvedAreRefused) {
  testing::write_toy_training_set(folder_.path() / "volumes", {{"train", 1}}, 32, 32, 16);
  TrainOptions options = tiny_options("wavelet-3d");
  options.training_set = folder_ / "volumes";
  options.run_folder = folder_ / "run";
  options.patch_depth = 18;
  EXPECT_THAT(run(options).error().message(), HasSubstr("patch depth 18"));
  EXPECT_THAT(run(options).error().message(), HasSubstr("multiple of 4"));
}

// A second output of the 3D network, trained by the variational bound; weights that leave and come
// back keep it.
TEST_F(VolumeTraining, TheVarianceOfVolumesCanBeLearned) {
  testing::write_toy_training_set(folder_.path() / "volumes", {{"train", 2}, {"val", 1}}, 36, 34,
                                  18);
  for (const std::string mode : {"image", "noise"}) {
    TrainOptions options = tiny_options("ddim-3d");
    options.training_set = folder_ / "volumes";
    options.run_folder = folder_ / mode;
    options.mode = mode;
    options.learned_variance = true;
    std::vector<TrainStep> steps;
    TrainCallbacks callbacks;
    callbacks.on_step = [&](const TrainStep& step) { steps.push_back(step); };
    const auto summary = run(options, callbacks);
    ASSERT_TRUE(summary) << summary.error().message();
    EXPECT_TRUE(summary->score.psnr_db);
    ASSERT_EQ(steps.size(), 6U);
    for (const TrainStep& step : steps) {
      ASSERT_EQ(step.terms.size(), 2U);
      EXPECT_EQ(step.terms[0].name, "l1");
      EXPECT_EQ(step.terms[1].name, "variance");
      EXPECT_TRUE(std::isfinite(step.terms[0].value));
      EXPECT_TRUE(std::isfinite(step.terms[1].value));
      EXPECT_NE(step.terms[1].value, 0);
      EXPECT_NEAR(step.terms[0].value + step.terms[1].value, step.loss, 1e-6 * std::abs(step.loss));
    }
    const auto file = SafetensorsFile::open(summary->checkpoint);
    ASSERT_TRUE(file);
    EXPECT_EQ(file->find("generator.final_conv.weight")->shape.front(), 2);
    WeightsExportOptions exporting;
    exporting.from = options.run_folder;
    exporting.out = folder_ / (mode + ".safetensors");
    ASSERT_TRUE(export_weights(exporting));
    WeightsImportOptions importing;
    importing.from = exporting.out;
    importing.out = folder_ / (mode + "-again.safetensors");
    importing.mode = mode;
    const auto imported = import_weights(importing);
    ASSERT_TRUE(imported) << imported.error().message();
    EXPECT_EQ(imported->config.at("network").at("learned_variance"), true);
    EXPECT_EQ(imported->config.at("model"), "ddim-3d");
  }
}

// Sections 1.7, 1.10, 3.6, 5.1, 5.2 and beyond-facts 1 and 2.
TEST_F(VolumeTraining, EachModelHasItsPublishedSettings) {
  const auto volumes = paper_train_options("ddim-3d");
  EXPECT_EQ(volumes.patch_size, 128);
  EXPECT_EQ(volumes.patch_depth, 32);
  EXPECT_EQ(volumes.batch_size, 2);
  EXPECT_EQ(volumes.condition_dropout, 0);
  const auto syndiff = paper_train_options("syndiff");
  EXPECT_EQ(syndiff.learning_rate, 1.6e-4);
  EXPECT_NEAR(syndiff.discriminator_rate * syndiff.learning_rate, 1e-4, 1e-12);
  EXPECT_EQ(syndiff.epochs, 500);
  EXPECT_EQ(syndiff.learning_rate_floor, 1e-5);
  const auto cycle = paper_train_options("cyclegan");
  EXPECT_EQ(cycle.blocks, 9);
  EXPECT_EQ(cycle.cycle_weight, 10);
  EXPECT_EQ(cycle.identity_weight, 0.5);
  EXPECT_TRUE(cycle.unpaired);
  EXPECT_EQ(paper_train_options("cut-original").epochs, 400);
  EXPECT_EQ(paper_train_options("fast-ddpm").fast_steps, 10);
  const DenoiserOptions wavelets = denoiser_options(paper_train_options("wavelet-3d"));
  EXPECT_EQ(wavelets.image_channels + wavelets.condition_channels, 16);
}

// Section 1.10's count, and the same network as a generator: one input channel less.
TEST_F(VolumeTraining, NetworksHaveThePublishedSizes) {
  testing::write_toy_training_set(folder_.path() / "volumes", {{"train", 1}}, 32, 32, 16);
  for (const auto& [model, parameters] :
       {std::pair<const char*, std::int64_t>{"ddim-3d", 87'307'841},
        {"pix2pix-3d", 87'307'841 - 7 * 7 * 7 * 64}}) {
    TrainOptions options = paper_train_options(model);
    options.training_set = folder_ / "volumes";
    options.run_folder = folder_ / "run";
    options.device = testing::test_device();
    options.batch_size = 1;
    options.patch_size = 32;
    const auto plan = plan_training(options);
    ASSERT_TRUE(plan) << plan.error().message();
    EXPECT_EQ(plan->parameters, parameters) << model;
  }
}

}  // namespace
}  // namespace transpine
