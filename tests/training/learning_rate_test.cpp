// SPDX-License-Identifier: Apache-2.0
#include "core/training/learning_rate.h"

#include <gtest/gtest.h>

#include "tests/support/test_files.h"

namespace transpine {
namespace {

TEST(LearningRate, LinearDecayAgreesWithTheReference) {
  TRANSPINE_REQUIRE_VECTORS();
  const auto vectors = testing::read_vectors("losses_gan_syndiff_ema.json").at("lr_lambda");
  const auto all = vectors.at("max_epochs").get<std::int64_t>();
  const auto from = vectors.at("decay_epoch").get<std::int64_t>();
  ASSERT_FALSE(vectors.at("values").empty());
  for (const auto& [epoch, factor] : vectors.at("values").items()) {
    EXPECT_NEAR(linear_decay_factor(std::stoll(epoch), all, from), factor.get<double>(), 1e-12)
        << epoch;
  }
}

// As the paper's, the rate changes between epochs only; a run given in steps has no epochs.
TEST(LearningRate, LinearScheduleFallsByEpochsOrBySteps) {
  TrainOptions options = paper_train_options("pix2pix-unet");
  options.learning_rate = 1;
  options.epochs = 4;
  const std::int64_t per_epoch = 10;
  const auto by_epochs = [&](std::int64_t step) {
    return learning_rate_at(options, step, 40, per_epoch);
  };
  EXPECT_EQ(by_epochs(0), 1);
  EXPECT_EQ(by_epochs(29), 1);
  EXPECT_EQ(by_epochs(30), 0.5);
  EXPECT_EQ(by_epochs(39), 0.5);
  options.steps = 8;
  EXPECT_EQ(learning_rate_at(options, 4, 8, per_epoch), 1);
  EXPECT_EQ(learning_rate_at(options, 5, 8, per_epoch), 0.75);
  EXPECT_EQ(learning_rate_at(options, 7, 8, per_epoch), 0.25);
}

}  // namespace
}  // namespace transpine
