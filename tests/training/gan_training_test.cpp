// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "core/nn/gan_model.h"
#include "core/nn/weights.h"
#include "core/training/checkpoint.h"
#include "core/training/preview_files.h"
#include "core/training/run_config.h"
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
  options.device = "cpu";
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

std::vector<std::string> gans() {
  std::vector<std::string> models = train_model_names();
  std::erase(models, "ddim");
  return models;
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
  EXPECT_TRUE(summary->psnr_db);
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
  auto whole_lines = metrics("whole");
  auto resumed_lines = metrics("parts");
  ASSERT_EQ(whole_lines.size(), resumed_lines.size());
  for (std::size_t i = 0; i < whole_lines.size(); ++i) {
    whole_lines[i].erase("seconds");
    resumed_lines[i].erase("seconds");
    EXPECT_EQ(whole_lines[i], resumed_lines[i]);
  }
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
  testing::write_toy_training_set(folder_.path() / "one", {{"train", 1}, {"val", 1}}, 32, 32);
  TrainOptions options = tiny("run");
  options.training_set = folder_ / "one";
  options.steps = 150;
  options.batch_size = 1;
  options.learning_rate = 2e-3;
  options.colour_jitter = 0;
  options.flip_probability = 0;
  options.checkpoint_every = 1000;
  if (applies("dropout", GetParam())) options.dropout = 0;
  options.initialisation = "default";
  std::map<std::string, double> first, last;
  TrainCallbacks callbacks;
  callbacks.on_step = [&](const TrainStep& step) {
    for (const LossTerm& term : step.terms) (step.step == 1 ? first : last)[term.name] = term.value;
  };
  const auto summary = run(options, callbacks);
  ASSERT_TRUE(summary) << summary.error().message();
  for (const auto& [name, value] : first) {
    std::printf("%s %s: %.4f -> %.4f\n", GetParam().c_str(), name.c_str(), value, last[name]);
  }
  std::printf("psnr %.2f seconds %.1f\n", *summary->psnr_db, summary->seconds);
}

}  // namespace
}  // namespace transpine
