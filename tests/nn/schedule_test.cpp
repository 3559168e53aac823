// SPDX-License-Identifier: Apache-2.0
#include "core/nn/schedule.h"

#include <gmock/gmock.h>

#include <cmath>
#include <stdexcept>

namespace transpine {
namespace {

// Check values of the specification, sections 1.2 and 1.5.
TEST(Schedule, CosineHasThePublishedValues) {
  const DiffusionSchedule schedule;
  EXPECT_EQ(schedule.timesteps(), 1000);
  EXPECT_NEAR(schedule.beta[0], 4.128422e-5, 1e-10);
  EXPECT_NEAR(schedule.beta[999], 0.999, 1e-12);
  EXPECT_NEAR(schedule.alpha_bar[0], 0.999958716, 1e-8);
  EXPECT_NEAR(schedule.alpha_bar[500], 0.492285172, 1e-7);
  EXPECT_NEAR(schedule.alpha_bar[999], 2.42877e-9, 1e-12);
  EXPECT_NEAR(std::sqrt(schedule.alpha_bar[950]), 0.0762899, 1e-6);
}

TEST(Schedule, CoefficientsHaveThePublishedValues) {
  const DiffusionSchedule schedule;
  const auto at = [&](std::size_t t, std::size_t next) {
    return ddim_coefficients(schedule.alpha_bar[t], schedule.alpha_bar[next], 1);
  };
  EXPECT_NEAR(at(950, 900).c1, .8603, 5e-5);
  EXPECT_NEAR(at(500, 450).c2, .5609, 5e-5);
  EXPECT_NEAR(at(0, 0).c1, 0, 1e-12);
  EXPECT_NEAR(at(0, 0).c2, .0064, 5e-5);
}

TEST(Schedule, StepsOfEveryEtaKeepTheVarianceOfTheMarginal) {
  for (const BetaSchedule kind : {BetaSchedule::cosine, BetaSchedule::linear}) {
    const DiffusionSchedule schedule(kind, 400);
    for (std::size_t t = 10; t < 400; t += 30) {
      for (const double eta : {0.0, 0.5, 1.0}) {
        const double next = schedule.alpha_bar[t - 10];
        const auto [c1, c2] = ddim_coefficients(schedule.alpha_bar[t], next, eta);
        EXPECT_NEAR(c1 * c1 + c2 * c2, 1 - next, 1e-12);
        EXPECT_EQ(c1 == 0, eta == 0);
      }
      EXPECT_LT(schedule.alpha_bar[t], schedule.alpha_bar[t - 1]);
    }
  }
}

// With eta = 1 and neighbouring steps DDIM is the DDPM posterior.
TEST(Schedule, EtaOneIsThePosterior) {
  const DiffusionSchedule schedule;
  for (std::size_t t = 1; t < 1000; t += 111) {
    const auto [c1, c2] = ddim_coefficients(schedule.alpha_bar[t], schedule.alpha_bar[t - 1], 1);
    EXPECT_NEAR(c1 * c1, schedule.posterior_variance[t], 1e-10);
    EXPECT_NEAR(c2 / std::sqrt(1 - schedule.alpha_bar[t]), schedule.posterior_mean_xt[t], 1e-6);
  }
}

TEST(Schedule, SequencesAscendFromZeroAndMayBeLonger) {
  EXPECT_EQ(ddim_sequence(1000, 20).back(), 950);
  EXPECT_EQ(ddim_sequence(1000, 25).back(), 960);
  EXPECT_EQ(ddim_sequence(1000, 30).size(), 31u);
  EXPECT_THAT(ddim_sequence(1000, 1), ::testing::ElementsAre(0));
  EXPECT_EQ(ddim_sequence(1000, 1000).size(), 1000u);
  EXPECT_THROW(ddim_sequence(1000, 0), std::invalid_argument);
  EXPECT_THROW(ddim_sequence(1000, 1001), std::invalid_argument);
}

}  // namespace
}  // namespace transpine
