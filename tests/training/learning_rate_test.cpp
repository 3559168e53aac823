// SPDX-License-Identifier: Apache-2.0
#include "core/training/learning_rate.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

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

// Section 3.6: torch's CosineAnnealingLR(optimizer, num_epoch, eta_min=1e-5), stepped per epoch.
TEST(LearningRate, OfSyndiffFallsToItsFloorAlongTheCosine) {
  TrainOptions options = paper_train_options("syndiff");
  const std::int64_t per_epoch = 7, epochs = options.epochs;
  ASSERT_EQ(epochs, 500);
  const auto closed_form = [&](double from, std::int64_t epoch) {
    const double done = static_cast<double>(epoch) / static_cast<double>(epochs);
    return 1e-5 + (from - 1e-5) * (1 + std::cos(std::numbers::pi * done)) / 2;
  };
  for (const std::int64_t epoch : {0, 1, 125, 250, 499}) {
    for (const std::int64_t step : {per_epoch * epoch, per_epoch * epoch + per_epoch - 1}) {
      const double rate = learning_rate_at(options, step, epochs * per_epoch, per_epoch);
      EXPECT_NEAR(rate, closed_form(1.6e-4, epoch), 1e-15) << step;
      EXPECT_NEAR(learning_rate_of_share(options, options.discriminator_rate, rate),
                  closed_form(1e-4, epoch), 1e-15)
          << step;
    }
  }
  // In steps it falls with each of them, and never below the floor or a rate that is less.
  options.steps = 100;
  EXPECT_NEAR(learning_rate_at(options, 50, 100, per_epoch), (1.6e-4 + 1e-5) / 2, 1e-15);
  EXPECT_NEAR(learning_rate_at(options, 100, 100, per_epoch), 1e-5, 1e-15);
  options.learning_rate = 2e-6;
  EXPECT_EQ(learning_rate_at(options, 50, 100, per_epoch), 2e-6);
  EXPECT_NEAR(learning_rate_of_share(options, 0.5, 2e-6), 1e-6, 1e-18);
}

TEST(LearningRate, WarmsUpFromZeroWithOrWithoutAFloor) {
  TrainOptions options = paper_train_options("syndiff");
  options.steps = 1000;
  options.warmup_steps = 100;
  double before = 0, judges_before = 0;
  for (std::int64_t step = 0; step < 90; ++step) {
    const double rate = learning_rate_at(options, step, 1000, 1);
    const double judges = learning_rate_of_share(options, options.discriminator_rate, rate);
    EXPECT_GT(rate, before);
    EXPECT_GT(judges, judges_before);
    EXPECT_LE(judges, rate * (1 + 1e-12));
    before = rate;
    judges_before = judges;
  }
  options.learning_rate_floor = 0;
  EXPECT_NEAR(learning_rate_at(options, 0, 1000, 1), 1.6e-6, 1e-10);
  EXPECT_NEAR(learning_rate_of_share(options, 0.625, 4e-5), 2.5e-5, 1e-15);
}

}  // namespace
}  // namespace transpine
