// SPDX-License-Identifier: Apache-2.0
// The objectives of CycleGAN and SynDiff with networks whose answers are known.
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <cmath>

#include "core/nn/losses/cycle_objective.h"
#include "core/nn/losses/syndiff_objective.h"

namespace transpine {
namespace {

torch::Tensor constant(double value) {
  return torch::full({2, 1, 3, 3}, value, torch::kFloat64);
}

// Section 5.2: LSGAN of both judges, cycles with weight 10, identities with half of it.
TEST(CycleObjective, IsTheSumOfItsTermsWithTheirWeights) {
  CycleNetworks networks;
  networks.ct_from_mr = [](const torch::Tensor& x) { return x + 0.5; };
  networks.mr_from_ct = [](const torch::Tensor& x) { return x - 0.2; };
  networks.judge_ct = [](const torch::Tensor& x) { return x; };
  networks.judge_mr = [](const torch::Tensor& x) { return 2 * x; };
  const auto loss = cycle_generator_loss({}, networks, constant(0.1), constant(0.4));
  const double gan = std::pow(0.6 - 1, 2) + std::pow(0.4 - 1, 2);
  EXPECT_NEAR(loss.gan.item<double>(), gan, 1e-12);
  EXPECT_NEAR(loss.cycle.item<double>(), 0.3 + 0.3, 1e-12);
  EXPECT_NEAR(loss.identity.item<double>(), 0.5 + 0.2, 1e-12);
  EXPECT_NEAR(loss.total.item<double>(), gan + 10 * 0.6 + 5 * 0.7, 1e-12);
  const auto plain = cycle_generator_loss({10, 0}, networks, constant(0.1), constant(0.4));
  EXPECT_FALSE(plain.identity.defined());
  EXPECT_NEAR(plain.total.item<double>(), gan + 6, 1e-12);
}

TEST(CycleObjective, TheJudgeLearnsFromBothHalvesAndNotThroughTheGenerator) {
  const auto judge = [](const torch::Tensor& x) { return 3 * x; };
  const torch::Tensor synthetic = constant(0.5).requires_grad_(true);
  const torch::Tensor real = constant(0.25).requires_grad_(true);
  const torch::Tensor loss = cycle_judge_loss(judge, real, synthetic);
  EXPECT_NEAR(loss.item<double>(), (std::pow(0.75 - 1, 2) + std::pow(1.5, 2)) / 2, 1e-12);
  loss.backward();
  EXPECT_FALSE(synthetic.grad().defined());
}

double softplus(double x) {
  return std::log1p(std::exp(x));
}

/// Answers that do not depend on the step.
SyndiffSide simple_side(double denoised, double score) {
  SyndiffSide side;
  side.denoise = [denoised](const torch::Tensor& x, const torch::Tensor& source,
                            const torch::Tensor&) { return 0 * x + source * denoised; };
  side.from_other = [](const torch::Tensor& x) { return x + 0.1; };
  side.judge_step = [score](const torch::Tensor& x, const torch::Tensor&, const torch::Tensor&) {
    return 0 * x + score;
  };
  side.judge_image = [score](const torch::Tensor& x) { return x * score; };
  return side;
}

SyndiffDraw draw_of(const SyndiffSchedule& schedule, double value) {
  const torch::Tensor image = constant(value), t = torch::tensor({1, 2});
  return {image, t, syndiff_pair(schedule, image, t, constant(0.2), constant(-0.1)), constant(0)};
}

// Section 3.5; the source of each denoiser is the other image, translated.
TEST(SyndiffObjective, IsTheSumOfItsTermsWithTheirWeights) {
  const SyndiffSchedule schedule;
  const SyndiffSide ct = simple_side(2, 0.3), mr = simple_side(3, -0.4);
  const auto loss =
      syndiff_generator_loss(schedule, 0.5, ct, mr, draw_of(schedule, 0.5), draw_of(schedule, 0.2));
  EXPECT_NEAR(loss.gan.item<double>(), softplus(-0.3) + softplus(0.4), 1e-12);
  // The synthetic CT is 0.3, the synthetic MR 0.6.
  EXPECT_NEAR(loss.cycle_gan.item<double>(), softplus(-0.3 * 0.3) + softplus(0.4 * 0.6), 1e-12);
  EXPECT_NEAR(loss.l1.item<double>(), std::abs(0.6 * 2 - 0.5) + std::abs(0.3 * 3 - 0.2), 1e-12);
  EXPECT_NEAR(loss.cycle.item<double>(), 0.2 + 0.2, 1e-12);
  EXPECT_NEAR(loss.total.item<double>(),
              (loss.gan + loss.cycle_gan + 0.5 * (loss.l1 + loss.cycle)).item<double>(), 1e-12);
}

TEST(SyndiffObjective, JudgesAreSmoothedWhereThePenaltyIsDue) {
  const SyndiffSchedule schedule;
  const SyndiffSide ct = simple_side(2, 0.3), mr = simple_side(3, -0.4);
  const SyndiffDraw ct_draw = draw_of(schedule, 0.5), mr_draw = draw_of(schedule, 0.2);
  const auto plain = syndiff_judge_loss(schedule, 0, ct, mr, ct_draw, mr_draw);
  EXPECT_FALSE(plain.r1.defined());
  const double expected = softplus(-0.3) + softplus(0.3) + softplus(0.4) + softplus(-0.4) +
                          softplus(-0.3 * 0.5) + softplus(0.3 * 0.3) + softplus(0.4 * 0.2) +
                          softplus(-0.4 * 0.6);
  EXPECT_NEAR(plain.total.item<double>(), expected, 1e-12);
  // The judges of images rise by their score at each of nine pixels, those of steps not at all.
  const auto penalised = syndiff_judge_loss(schedule, 2, ct, mr, ct_draw, mr_draw);
  EXPECT_NEAR(penalised.r1.item<double>(), 9 * (0.3 * 0.3 + 0.4 * 0.4), 1e-12);
  EXPECT_NEAR(penalised.total.item<double>(), expected + penalised.r1.item<double>(), 1e-12);
}

}  // namespace
}  // namespace transpine
