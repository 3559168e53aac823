// SPDX-License-Identifier: Apache-2.0
// The objectives of CycleGAN and SynDiff with networks whose answers are known.
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <cmath>

#include "core/nn/losses/cycle_objective.h"
#include "core/nn/losses/segmentation_loss.h"
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

// Two voxels of class 1, one of class 2, and one of background.
TEST(SegmentationLoss, IsCrossEntropyPlusTheDiceOfWhatIsThere) {
  const torch::Tensor labels = torch::tensor({{0, 1, 1, 2}}, torch::kUInt8).view({1, 4, 1, 1});
  const torch::Tensor share =
      torch::tensor(
          {{0.7, 0.1, 0.2, 0.3}, {0.1, 0.6, 0.5, 0.2}, {0.1, 0.2, 0.2, 0.4}, {0.1, 0.1, 0.1, 0.1}},
          torch::kFloat64)
          .view({1, 4, 4, 1, 1});
  const double of_one = 2 * 1.1 / (1.4 + 2), of_two = 2 * 0.4 / (0.9 + 1);
  const torch::Tensor dice = soft_dice(share, labels);
  EXPECT_NEAR(dice[0].item<double>(), of_one, 1e-12);
  EXPECT_NEAR(dice[1].item<double>(), of_two, 1e-12);
  EXPECT_NEAR(dice[2].item<double>(), 0, 1e-12);
  const SegmentationLoss loss = segmentation_loss(share.log(), labels);
  const double entropy = -(std::log(0.7) + std::log(0.6) + std::log(0.5) + std::log(0.4)) / 4;
  EXPECT_NEAR(loss.cross_entropy.item<double>(), entropy, 1e-12);
  // Class 3 is not in the labels: what is given to it costs entropy alone.
  EXPECT_NEAR(loss.dice.item<double>(), 1 - (of_one + of_two) / 2, 1e-12);
  EXPECT_NEAR(loss.total.item<double>(), entropy + 1 - (of_one + of_two) / 2, 1e-12);
  const torch::Tensor empty = torch::zeros({1, 4, 1, 1}, torch::kUInt8);
  EXPECT_NEAR(segmentation_loss(share.log(), empty).dice.item<double>(), 0, 1e-12);
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
