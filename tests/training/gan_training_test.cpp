// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "core/nn/diffusion_model.h"
#include "core/nn/gan_model.h"
#include "core/nn/weights.h"
#include "core/training/checkpoint.h"
#include "core/training/preview_files.h"
#include "core/training/run_config.h"
#include "tests/support/test_device.h"
#include "tests/training/overfitting.h"
#include "tests/training/tiny_training.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

TrainOptions tiny_gan(const std::string& model) {
  TrainOptions options = small_train_options(model);
  options.channels = 8;
  options.discriminator_channels = 8;
  options.patch_size = 32;
  options.batch_size = 2;
  options.steps = 6;
  options.checkpoint_every = 2;
  options.validate_every = 0;
  options.validation_slices = 1;
  options.device = testing::test_device();
  if (applies("multipliers", model)) {
    options.multipliers = {1, 2};
    options.attention_head_channels = 8;
  }
  if (model == "pix2pix-unet") options.levels = 2;
  if (model == "cut-resnet") options.blocks = 2;
  if (model == "cut-resnet") options.nce_layers = {0, 4, 8};
  if (model == "cut-sa-unet") options.nce_layers = {1, 4, 8, 12};
  options.nce_patches = std::min<std::int64_t>(options.nce_patches, 64);
  // What does not apply keeps its default.
  if (!applies("nce_patches", model)) options.nce_patches = 256;
  return options;
}

class GanTraining : public testing::TinyTraining,
                    public ::testing::WithParamInterface<std::string> {
 protected:
  GanTraining() {
    testing::write_toy_training_set(folder_.path() / "set", {{"train", 4}, {"val", 2}}, 36, 34);
  }

  TrainOptions tiny(const std::string& run) const {
    TrainOptions options = tiny_gan(GetParam());
    options.training_set = folder_ / "set";
    options.run_folder = folder_ / run;
    return options;
  }
};

// The GANs of one direction and of slices; model_training_test.cpp has the others.
std::vector<std::string> gans() {
  return {"pix2pix-unet", "pix2pix-sa-unet", "pix2pix-original", "cut-resnet", "cut-sa-unet"};
}

std::string name_of(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = info.param;
  std::ranges::replace(name, '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Models, GanTraining, ::testing::ValuesIn(gans()), name_of);

TEST_P(GanTraining, WritesEveryLossTermAndAPreview) {
  std::vector<TrainStep> steps;
  TrainCallbacks callbacks;
  callbacks.on_step = [&](const TrainStep& step) { steps.push_back(step); };
  const auto summary = run(tiny("run"), callbacks);
  ASSERT_TRUE(summary) << summary.error().message();
  ASSERT_EQ(steps.size(), 6U);
  std::vector<std::string> names;
  for (const LossTerm& term : steps[0].terms) names.push_back(term.name);
  std::vector<std::string> expected{"gan", "l1", "ssim", "discriminator"};
  if (GetParam() == "pix2pix-original") expected = {"gan", "l1", "discriminator"};
  if (GetParam().starts_with("cut")) expected = {"gan", "nce", "nce_identity", "discriminator"};
  EXPECT_EQ(names, expected);
  const auto lines = metrics("run");
  ASSERT_EQ(lines.size(), 7U);
  for (const LossTerm& term : steps[2].terms) {
    EXPECT_EQ(lines[2].at("terms").at(term.name), term.value) << term.name;
  }
  EXPECT_FALSE(lines[0].contains("ema_decay"));
  EXPECT_GT(steps[0].gradient_norm, 0);
  EXPECT_EQ(list_previews(folder_ / "run").size(), 1U);
  EXPECT_TRUE(summary->score.psnr_db);
}

// The total is what the terms say with their weights (section 4.1).
TEST_P(GanTraining, TheLossIsTheWeightedSumOfItsTerms) {
  std::map<std::string, double> terms;
  double loss = 0;
  TrainCallbacks callbacks;
  callbacks.on_step = [&](const TrainStep& step) {
    for (const LossTerm& term : step.terms) terms[term.name] = term.value;
    loss = step.loss;
  };
  TrainOptions options = tiny("run");
  options.steps = 1;
  ASSERT_TRUE(run(options, callbacks));
  double expected = terms["gan"];
  if (GetParam().starts_with("cut")) {
    expected += (terms["nce"] + terms["nce_identity"]) / 2;
  } else {
    expected += (GetParam() == "pix2pix-original" ? 100 : 10) * (terms["l1"] + terms["ssim"]);
  }
  EXPECT_NEAR(loss, expected, 1e-4 * expected);
}

TEST_P(GanTraining, ResumedRunEqualsAnUninterruptedOneToTheBit) {
  ASSERT_TRUE(run(tiny("whole")));
  TrainOptions parts = tiny("parts");
  interrupt_after(parts, 3);
  parts.resume = true;
  const auto resumed = run(parts);
  ASSERT_TRUE(resumed) << resumed.error().message();
  EXPECT_THAT(log_, HasSubstr("step-00000003"));
  EXPECT_EQ(last_checkpoint("whole"), last_checkpoint("parts"));
  EXPECT_EQ(without_times(metrics("whole")), without_times(metrics("parts")));
}

TEST_P(GanTraining, CheckpointHoldsEveryPartAndSaysItsModel) {
  ASSERT_TRUE(run(tiny("run")));
  const auto file = open_model_file(find_checkpoint(folder_ / "run").value());
  ASSERT_TRUE(file);
  EXPECT_EQ(file->family(), "gan");
  EXPECT_EQ(file->config.at("model"), GetParam());
  std::map<std::string, int> tensors;
  for (const SafetensorsEntry& entry : file->weights.entries()) {
    ++tensors[entry.name.substr(0, entry.name.find('.'))];
  }
  std::vector<std::string> prefixes;
  for (const auto& [prefix, count] : tensors) prefixes.push_back(prefix);
  std::vector<std::string> expected{"discriminator", "discriminator_optimizer", "generator",
                                    "optimizer"};
  if (GetParam().starts_with("cut")) {
    expected.insert(expected.end(), {"patch_sampler", "patch_sampler_optimizer"});
  }
  EXPECT_EQ(prefixes, expected);
  const auto model = gan_model_from(*file);
  ASSERT_TRUE(model) << model.error().message();
  EXPECT_FALSE(model->generator.module->is_training());
  // Both players learn.
  const auto first = open_model_file(folder_.path() / "run/checkpoints/step-00000004.safetensors");
  ASSERT_TRUE(first);
  for (const SafetensorsEntry& entry : first->weights.entries()) {
    const bool weights = entry.name.ends_with(".weight") && !entry.name.starts_with("opt");
    if (!weights || entry.name.find("optimizer") != std::string::npos) continue;
    const auto* later = file->weights.find(entry.name);
    ASSERT_TRUE(later) << entry.name;
    EXPECT_FALSE(std::ranges::equal(entry.bytes, later->bytes)) << entry.name;
  }
}

// The networks can learn a pair by heart: objective, gradients and optimisers agree.
TEST_P(GanTraining, OverfitsOnePair) {
  if (GetParam().starts_with("cut")) {
    TrainOptions options = tiny("run");
    if (GetParam() == "cut-resnet") options.channels = 16;
    options.nce_layers = {4, 8};
    testing::expect_contrast_learnt(options);
    return;
  }
  testing::write_toy_training_set(folder_.path() / "one", {{"train", 1}}, 32, 32);
  TrainOptions options = testing::overfitting(tiny("run"));
  options.training_set = folder_ / "one";
  options.steps = 150;
  if (applies("dropout", GetParam())) options.dropout = 0;
  if (GetParam() == "pix2pix-unet") {
    // Half of its bridge drops out.
    options.channels = 16;
    options.steps = 400;
  }
  const auto steps = testing::losses_of(options);
  EXPECT_LT(steps.back().at("l1"), steps.front().at("l1") / 10);
}

class GanOptions : public testing::TinyTraining {
 protected:
  GanOptions() { testing::write_toy_training_set(folder_.path() / "set", {{"train", 2}}, 36, 34); }

  TrainOptions tiny(const std::string& model) const {
    TrainOptions options = tiny_gan(model);
    options.training_set = folder_ / "set";
    options.run_folder = folder_ / "run";
    options.steps = 2;
    return options;
  }

  /// The message with which a training is refused before anything is written.
  std::string refused(const TrainOptions& options) {
    const auto result = run(options);
    EXPECT_FALSE(result);
    EXPECT_FALSE(fs::exists(folder_ / "run"));
    return result ? "" : result.error().message();
  }
};

// Sections 4.2 and 5.2.
TEST_F(GanOptions, EachModelHasItsPublishedSettings) {
  const auto unet = paper_train_options("pix2pix-unet");
  EXPECT_EQ(unet.batch_size, 6);
  EXPECT_EQ(unet.dropout, 0.2);
  EXPECT_EQ(unet.levels, 6);
  EXPECT_EQ(unet.learning_rate_schedule, "linear");
  const auto original = paper_train_options("pix2pix-original");
  EXPECT_EQ(original.paired_weight, 100);
  EXPECT_EQ(original.ssim_weight, 0);
  EXPECT_EQ(original.batch_size, 1);
  EXPECT_EQ(original.learning_rate, 2e-4);
  const auto cut = paper_train_options("cut-sa-unet");
  EXPECT_EQ(cut.channels, 32);
  EXPECT_EQ(cut.discriminator_channels, 32);
  EXPECT_EQ(cut.learning_rate, 2e-4);
  EXPECT_THAT(cut.nce_layers, ::testing::ElementsAre(1, 8, 16, 24, 28));
  EXPECT_EQ(paper_train_options("cut-resnet").learning_rate, 2e-5);
}

// Derived counts of section 4.2; the SA-UNet's is that of section 1.9 less one input channel.
TEST_F(GanOptions, GeneratorsHaveThePublishedSizes) {
  for (const auto& [model, parameters] :
       {std::pair<const char*, std::int64_t>{"cut-resnet", 483'265},
        {"pix2pix-sa-unet", 32'634'113 - 7 * 7 * 64}}) {
    TrainOptions options = paper_train_options(model);
    options.training_set = folder_ / "set";
    options.run_folder = folder_ / "run";
    options.device = testing::test_device();
    const auto plan = plan_training(options);
    ASSERT_TRUE(plan) << plan.error().message();
    EXPECT_EQ(plan->parameters, parameters) << model;
  }
}

TEST_F(GanOptions, WhatAModelDoesNotHaveIsRefusedByName) {
  TrainOptions options = tiny("pix2pix-unet");
  options.mode = "noise";
  EXPECT_THAT(refused(options), HasSubstr("--mode does not apply to the model pix2pix-unet"));
  options = tiny("cut-resnet");
  options.paired_weight = 3;
  EXPECT_THAT(refused(options), HasSubstr("--paired-weight does not apply"));
  options = tiny("pix2pix-sa-unet");
  options.nce_layers = {1};
  EXPECT_THAT(refused(options), HasSubstr("--nce-layers does not apply"));
  options = TrainOptions();
  options.training_set = folder_ / "set";
  options.run_folder = folder_ / "run";
  options.levels = 2;
  EXPECT_THAT(refused(options), HasSubstr("--levels does not apply to the model ddim"));
}

TEST_F(GanOptions, SizesThatDoNotFitAreRefused) {
  TrainOptions options = tiny("pix2pix-unet");
  options.levels = 4;
  EXPECT_THAT(refused(options), HasSubstr("64 at least"));
  options = tiny("pix2pix-original");
  options.levels = 4;
  EXPECT_THAT(refused(options), HasSubstr("from 5 to 10"));
  options = tiny("pix2pix-original");
  options.patch_size = 48;
  EXPECT_THAT(refused(options), HasSubstr("multiple of 32"));
  options = tiny("cut-resnet");
  options.nce_layers = {0, 15};
  EXPECT_THAT(refused(options), HasSubstr("0 to 14"));
  options = tiny("cut-sa-unet");
  options.nce_layers = {4, 22};
  EXPECT_THAT(refused(options), HasSubstr("0 to 21"));
  options.nce_layers.clear();
  EXPECT_THAT(refused(options), HasSubstr("a layer at least"));
}

// The smallest patches that are allowed can be trained.
TEST_F(GanOptions, TheSmallestPatchesWork) {
  for (const std::string& model : gans()) {
    TrainOptions options = tiny(model);
    options.run_folder = folder_ / model;
    options.patch_size = model == "pix2pix-original" ? 32 : 16;
    const auto done = run(options);
    EXPECT_TRUE(done) << model << ": " << done.error().message();
  }
}

TEST_F(GanOptions, AForeignCheckpointIsNotResumed) {
  TrainOptions options = tiny("pix2pix-sa-unet");
  ASSERT_TRUE(run(options));
  TrainOptions other = tiny("cut-sa-unet");
  other.resume = true;
  const auto resumed = run(other);
  ASSERT_FALSE(resumed);
  EXPECT_THAT(resumed.error().title, HasSubstr("no checkpoint of the model cut-sa-unet"));
  const auto file = find_checkpoint(folder_ / "run").value();
  const auto diffusion = load_diffusion_model(file, WeightKind::raw);
  ASSERT_FALSE(diffusion);
  EXPECT_THAT(diffusion.error().title, HasSubstr("not a diffusion model"));
}

TEST_F(GanOptions, UnknownModelSettingsAreRefusedWithTheFile) {
  GanModelConfig config;
  config.model = "pix2pix-unet";
  const auto refused_config = [&](const nlohmann::json& json) {
    const auto path = folder_ / "m.safetensors";
    EXPECT_TRUE(write_safetensors(path, {}, {{model_config_key, json.dump()}}));
    const auto model = gan_model_from(value_or_throw(open_model_file(path)));
    EXPECT_FALSE(model);
    return model ? "" : model.error().title;
  };
  auto json = to_json(config);
  json["network"]["kind"] = "transformer";
  EXPECT_THAT(refused_config(json), HasSubstr("unknown kind of network \"transformer\""));
  json = to_json(config);
  json["network"]["levels"] = 60;
  EXPECT_THAT(refused_config(json), HasSubstr("out of range"));
  json = to_json(config);
  json.erase("spacing_mm");
  EXPECT_THAT(refused_config(json), HasSubstr("m.safetensors"));
}

TEST_F(GanOptions, ARunIsKnownByItsConfiguration) {
  const TrainOptions options = tiny("cut-sa-unet");
  ASSERT_TRUE(run(options));
  auto config = read_run_config(folder_ / "run");
  ASSERT_TRUE(config) << config.error().message();
  EXPECT_EQ(config->options.model, "cut-sa-unet");
  EXPECT_EQ(config->options.nce_layers, options.nce_layers);
}

}  // namespace
}  // namespace transpine
