// SPDX-License-Identifier: Apache-2.0
#include "core/training/start_weights.h"

#include <gmock/gmock.h>

#include <limits>

#include "core/nn/sa_unet.h"
#include "core/training/run_config.h"
#include "core/training/weights_export.h"
#include "tests/training/overfitting.h"
#include "tests/training/tiny_training.h"

namespace transpine {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class StartWeightsTest : public testing::TinyTraining {
 protected:
  StartWeightsTest() {
    testing::write_toy_training_set(folder_.path() / "set", {{"train", 4}, {"val", 1}}, 36, 34);
  }

  /// A run of one step that changes no weight.
  TrainOptions still(const TrainOptions& like, const std::string& from) const {
    TrainOptions options = like;
    options.run_folder = folder_ / "still";
    options.start_from = folder_ / from;
    options.learning_rate = 0;
    options.steps = 1;
    options.seed = 77;
    return options;
  }

  TrainOptions tiny_gan(const std::string& model) const {
    TrainOptions options = small_train_options(model);
    options.training_set = folder_ / "set";
    options.run_folder = folder_ / "run";
    options.channels = 8;
    options.discriminator_channels = 8;
    if (applies("multipliers", model)) options.multipliers = {1, 2};
    if (applies("attention_heads", model)) options.attention_head_channels = 8;
    options.patch_size = 32;
    options.batch_size = 1;
    options.steps = 3;
    options.validation_slices = 0;
    options.device = "cpu";
    return options;
  }

  SafetensorsFile checkpoint(const std::string& run) const {
    return value_or_throw(
        SafetensorsFile::open(value_or_throw(find_checkpoint(folder_.path() / run))));
  }

  /// Compares what begins with the prefix, to the bit.
  static void expect_same(const SafetensorsFile& found, const SafetensorsFile& expected,
                          const std::string& prefix, const std::string& expected_prefix) {
    int compared = 0;
    for (const SafetensorsEntry& entry : expected.entries()) {
      if (!entry.name.starts_with(expected_prefix)) continue;
      const std::string name = prefix + entry.name.substr(expected_prefix.size());
      const SafetensorsEntry* same = found.find(name);
      ASSERT_TRUE(same) << name;
      EXPECT_TRUE(std::ranges::equal(same->bytes, entry.bytes)) << name;
      ++compared;
    }
    EXPECT_GT(compared, 4) << expected_prefix;
  }

  std::string refused(const TrainOptions& options) {
    const auto planned = plan_training(options);
    EXPECT_FALSE(planned);
    const auto done = run(options);
    EXPECT_FALSE(done);
    EXPECT_FALSE(fs::exists(options.run_folder));
    if (planned || done) return {};
    EXPECT_EQ(planned.error().message(), done.error().message());
    return done.error().message();
  }
};

TEST_F(StartWeightsTest, OfARunAreThoseItEndedWith) {
  const TrainOptions first = tiny_diffusion("first");
  ASSERT_TRUE(run(first));
  const auto done = run(still(first, "first"));
  ASSERT_TRUE(done) << done.error().message();
  EXPECT_THAT(done->warnings, IsEmpty());
  expect_same(checkpoint("still"), checkpoint("first"), "generator.", "generator.");
  // The average begins there too, and the optimiser knows nothing of the earlier steps.
  expect_same(checkpoint("still"), checkpoint("first"), "ema.", "generator.");
  const auto counters = nlohmann::json::parse(checkpoint("still").metadata().at(training_key));
  EXPECT_EQ(counters.at("adam_step"), 1);
  EXPECT_EQ(counters.at("step"), 1);
}

TEST_F(StartWeightsTest, ExportedOnesFitAndTheLossGoesOnFromThem) {
  testing::write_toy_training_set(folder_.path() / "one", {{"train", 1}}, 16, 16);
  TrainOptions options = testing::overfitting(tiny_diffusion("first"));
  options.training_set = folder_ / "one";
  options.steps = 150;
  options.batch_size = 4;
  options.learning_rate = 5e-3;
  options.validation_slices = 0;
  std::vector<double> losses;
  TrainCallbacks callbacks;
  callbacks.on_step = [&](const TrainStep& step) { losses.push_back(step.loss); };
  const auto first = run(options, callbacks);
  ASSERT_TRUE(first) << first.error().message();
  const double drawn = losses.front();
  WeightsExportOptions exporting;
  exporting.from = folder_ / "first";
  exporting.out = folder_ / "exported.safetensors";
  ASSERT_TRUE(export_weights(exporting));
  losses.clear();
  options.run_folder = folder_ / "second";
  options.start_from = exporting.out;
  options.steps = 1;
  ASSERT_TRUE(run(options, callbacks));
  EXPECT_LT(losses.front(), 2 * *first->loss);
  EXPECT_LT(losses.front(), drawn / 4);
}

TEST_F(StartWeightsTest, OfOtherProgramsAreFoundUnderTheirPrefix) {
  TrainOptions options = tiny_diffusion("unused");
  SaUnetOptions sizes;
  sizes.channels = 8;
  sizes.multipliers = {1, 2};
  sizes.attention = {1, 8};
  SaUnet network(sizes);
  std::vector<torch::Tensor> holder;
  ASSERT_TRUE(write_safetensors(folder_ / "foreign.safetensors",
                                entries_of(named_state(*network), "net.module.", holder)));
  const auto done = run(still(options, "foreign.safetensors"));
  ASSERT_TRUE(done) << done.error().message();
  const auto foreign = value_or_throw(SafetensorsFile::open(folder_ / "foreign.safetensors"));
  expect_same(checkpoint("still"), foreign, "generator.", "net.module.");
}

TEST_F(StartWeightsTest, AJudgeIsTakenWhereItFitsAndElseDrawn) {
  TrainOptions options = tiny_gan("pix2pix-sa-unet");
  ASSERT_TRUE(run(options));
  const auto same = run(still(options, "run"));
  ASSERT_TRUE(same) << same.error().message();
  EXPECT_THAT(same->warnings, IsEmpty());
  expect_same(checkpoint("still"), checkpoint("run"), "generator.", "generator.");
  expect_same(checkpoint("still"), checkpoint("run"), "discriminator.", "discriminator.");

  // CUT's generator is the same network, but its judge sees the CT alone.
  TrainOptions other = still(tiny_gan("cut-sa-unet"), "run");
  other.nce_layers = {1, 4};
  other.run_folder = folder_ / "other";
  const auto mixed = run(other);
  ASSERT_TRUE(mixed) << mixed.error().message();
  ASSERT_EQ(mixed->warnings.size(), 2U);
  EXPECT_THAT(mixed->warnings[0], HasSubstr("discriminator"));
  EXPECT_THAT(mixed->warnings[1], HasSubstr("patch_sampler"));
  expect_same(checkpoint("other"), checkpoint("run"), "generator.", "generator.");
}

TEST_F(StartWeightsTest, WhatDoesNotFitIsRefusedByName) {
  TrainOptions options = tiny_diffusion("wide");
  options.channels = 16;
  ASSERT_TRUE(run(options));
  const std::string error = refused(still(tiny_diffusion("unused"), "wide"));
  EXPECT_THAT(error, HasSubstr("wide/checkpoints/step-00000006.safetensors"));
  EXPECT_THAT(error, HasSubstr("generator.init_conv.weight (16 x 2 x 7 x 7, the network needs 8"));
  EXPECT_THAT(refused(still(tiny_diffusion("unused"), "nowhere")), HasSubstr("nowhere"));

  testing::write_bytes(folder_ / "text.safetensors", "no weights at all");
  EXPECT_THAT(refused(still(tiny_diffusion("unused"), "text.safetensors")),
              HasSubstr("text.safetensors"));
  const torch::Tensor lonely = torch::zeros({3});
  std::vector<torch::Tensor> holder;
  ASSERT_TRUE(write_safetensors(folder_ / "lonely.safetensors",
                                entries_of({{"lonely", lonely}}, "", holder)));
  EXPECT_THAT(refused(still(tiny_diffusion("unused"), "lonely.safetensors")),
              HasSubstr("no network that is known"));
}

TEST_F(StartWeightsTest, ThatAreNotFiniteAreRefused) {
  SaUnetOptions sizes;
  sizes.channels = 8;
  sizes.multipliers = {1, 2};
  sizes.attention = {1, 8};
  SaUnet network(sizes);
  {
    const torch::NoGradGuard no_grad;
    network->parameters().back().fill_(std::numeric_limits<float>::infinity());
  }
  std::vector<torch::Tensor> holder;
  ASSERT_TRUE(write_safetensors(folder_ / "burst.safetensors",
                                entries_of(named_state(*network), "", holder)));
  EXPECT_THAT(refused(still(tiny_diffusion("unused"), "burst.safetensors")),
              HasSubstr("not finite"));
}

TEST_F(StartWeightsTest, TheRunNamesItsStartAndNeedsItNoMore) {
  ASSERT_TRUE(run(tiny_diffusion("first")));
  TrainOptions whole = tiny_diffusion("whole");
  whole.start_from = folder_ / "first";
  ASSERT_TRUE(run(whole));
  const auto config = read_run_config(folder_ / "whole");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->options.start_from,
            folder_.path() / "first" / "checkpoints" / "step-00000006.safetensors");

  // Stopped before its first step, it has a checkpoint all the same.
  TrainOptions parts = whole;
  parts.run_folder = folder_ / "parts";
  std::stop_source stop;
  stop.request_stop();
  JobContext job(stop.get_token(), {});
  ASSERT_FALSE(train(parts, {}, job));
  fs::remove_all(folder_ / "first");
  parts.resume = true;
  const auto resumed = run(parts);
  ASSERT_TRUE(resumed) << resumed.error().message();
  EXPECT_THAT(log_, HasSubstr("step-00000000"));
  EXPECT_EQ(last_checkpoint("whole"), last_checkpoint("parts"));
}

}  // namespace
}  // namespace transpine
