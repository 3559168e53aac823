// SPDX-License-Identifier: Apache-2.0
// Gradients of our own losses against central differences, in float64.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "core/nn/diffusion_loss.h"
#include "core/nn/losses/cycle_objective.h"
#include "core/nn/losses/gan_loss.h"
#include "core/nn/losses/patch_nce.h"
#include "core/nn/losses/segmentation_loss.h"
#include "core/nn/losses/ssim.h"
#include "core/nn/losses/syndiff_objective.h"

namespace transpine {
namespace {

using Loss = std::function<torch::Tensor(const torch::Tensor&)>;

/// The derivative along random directions: by backward() and by differences.
void expect_gradient(const torch::Tensor& at, const Loss& loss) {
  constexpr double kStep = 1e-5;
  const torch::Tensor x = at.detach().clone().requires_grad_(true);
  loss(x).backward();
  for (int round = 0; round < 5; ++round) {
    const torch::Tensor direction = torch::randn_like(at);
    const double expected = (loss(at + kStep * direction).item<double>() -
                             loss(at - kStep * direction).item<double>()) /
                            (2 * kStep);
    const double found = (x.grad() * direction).sum().item<double>();
    EXPECT_NEAR(found, expected, 1e-6 * std::max(1.0, std::abs(expected)));
    EXPECT_NE(found, 0);
  }
}

class LossGradients : public ::testing::Test {
 protected:
  LossGradients() { torch::manual_seed(5); }
  static torch::Tensor normal(std::vector<std::int64_t> shape) {
    return torch::randn(shape, torch::kFloat64);
  }
};

TEST_F(LossGradients, OfSsimInTwoAndThreeDimensions) {
  for (const auto& shape : {std::vector<std::int64_t>{2, 1, 15, 13}, {1, 1, 12, 13, 14}}) {
    const torch::Tensor target = normal(shape);
    expect_gradient(normal(shape), [&](const torch::Tensor& x) { return mean_ssim(x, target, 2); });
  }
}

TEST_F(LossGradients, OfScores) {
  for (const auto kind :
       {GanLossKind::lsgan, GanLossKind::vanilla, GanLossKind::softplus, GanLossKind::wgan}) {
    for (const bool real : {true, false}) {
      expect_gradient(normal({3, 1, 4, 4}),
                      [&](const torch::Tensor& x) { return gan_loss(kind, x, real); });
    }
  }
}

TEST_F(LossGradients, OfSegmentation) {
  const torch::Tensor labels = torch::randint(0, 3, {2, 4, 5, 3}, torch::kUInt8);
  const auto loss = [&](const torch::Tensor& x) { return segmentation_loss(x, labels); };
  const torch::Tensor scores = normal({2, 4, 4, 5, 3});
  expect_gradient(scores, [&](const torch::Tensor& x) { return loss(x).total; });
  expect_gradient(scores, [&](const torch::Tensor& x) { return loss(x).dice; });
}

TEST_F(LossGradients, OfDifferencesInFeatures) {
  const std::vector<torch::Tensor> other{normal({1, 2, 4, 4, 4}), normal({1, 4, 2, 2, 2})};
  expect_gradient(normal({1, 2, 4, 4, 4}), [&](const torch::Tensor& x) {
    const torch::Tensor coarse = torch::avg_pool3d(x, 2);
    return feature_difference({x, torch::cat({coarse, coarse.square()}, 1)}, other);
  });
}

TEST_F(LossGradients, OfTheContrastiveLossByTheQueryAlone) {
  const torch::Tensor key = normal({12, 6});
  for (const bool all : {false, true}) {
    const PatchNceOptions options{0.5, all};
    expect_gradient(normal({12, 6}),
                    [&](const torch::Tensor& x) { return patch_nce(x, key, 2, options).mean(); });
  }
  const torch::Tensor watched = key.clone().requires_grad_(true);
  patch_nce(normal({12, 6}).requires_grad_(true), watched, 2).mean().backward();
  EXPECT_FALSE(watched.grad().defined());
}

/// The penalty is a first derivative itself, so this one is of second order.
TEST_F(LossGradients, OfThePenaltyByTheWeights) {
  const torch::Tensor images = normal({3, 7});
  expect_gradient(normal({7, 4}), [&](const torch::Tensor& weight) {
    const torch::Tensor x = images.clone().requires_grad_(true);
    return r1_penalty(torch::tanh(torch::matmul(x, weight)).sum(1), x, 2);
  });
}

TEST_F(LossGradients, OfTheDiffusionLossWithLearnedVariance) {
  const DiffusionSchedule schedule;
  const torch::Tensor x0 = normal({4, 1, 12, 12}).clamp(-1, 1), noise = normal({4, 1, 12, 12});
  const torch::Tensor t = torch::tensor({0, 3, 400, 990});
  const torch::Tensor x_t = diffuse(schedule, x0, t, noise);
  for (const auto mode : {DiffusionMode::image, DiffusionMode::noise}) {
    DiffusionLossOptions options;
    options.mode = mode;
    options.learned_variance = true;
    options.ssim_weight = 0.5;
    options.l2 = true;
    expect_gradient(0.3 * normal({4, 2, 12, 12}), [&](const torch::Tensor& output) {
      return diffusion_loss(schedule, output, x0, x_t, t, noise, options).total;
    });
  }
}

/// A map with a curvature that a translator could have.
torch::Tensor bent(const torch::Tensor& x, double by) {
  return torch::tanh(0.8 * x + by) + 0.1 * x;
}

TEST_F(LossGradients, OfBothCyclesByTheMr) {
  const torch::Tensor ct = normal({2, 1, 5, 5});
  CycleNetworks networks;
  networks.ct_from_mr = [](const torch::Tensor& x) { return bent(x, 0.2); };
  networks.mr_from_ct = [](const torch::Tensor& x) { return bent(x, -0.3); };
  networks.judge_ct = [](const torch::Tensor& x) { return x.sin(); };
  networks.judge_mr = [](const torch::Tensor& x) { return x.cos(); };
  expect_gradient(normal({2, 1, 5, 5}), [&](const torch::Tensor& mr) {
    return cycle_generator_loss({}, networks, mr, ct).total;
  });
}

TEST_F(LossGradients, OfSynDiffsGeneratorsAndJudges) {
  const SyndiffSchedule schedule;
  const auto side = [](double by) {
    SyndiffSide made;
    made.denoise = [by](const torch::Tensor& x, const torch::Tensor& source,
                        const torch::Tensor& t) {
      return bent(0.5 * x + source, by) + 0.01 * t.view({-1, 1, 1, 1});
    };
    made.from_other = [by](const torch::Tensor& x) { return bent(x, by); };
    made.judge_step = [](const torch::Tensor& x, const torch::Tensor&, const torch::Tensor& next) {
      return (x * next).sin().flatten(1).sum(1);
    };
    made.judge_image = [](const torch::Tensor& x) { return x.square().flatten(1).sum(1) / 10; };
    return made;
  };
  const SyndiffSide ct = side(0.1), mr = side(-0.2);
  const auto draw = [&](const torch::Tensor& image, const torch::Tensor& t) {
    return SyndiffDraw{image, t,
                       syndiff_pair(schedule, image, t, normal({3, 1, 4, 4}) * 0 + 0.5,
                                    normal({3, 1, 4, 4}) * 0 - 0.4),
                       torch::full({3, 1, 4, 4}, 0.3, torch::kFloat64)};
  };
  const torch::Tensor t = torch::tensor({0, 1, 3});
  const torch::Tensor ct_image = normal({3, 1, 4, 4});
  const SyndiffDraw ct_draw = draw(ct_image, t);
  expect_gradient(normal({3, 1, 4, 4}), [&](const torch::Tensor& x) {
    return syndiff_generator_loss(schedule, 0.5, ct, mr, ct_draw, draw(x, t)).total;
  });
}

}  // namespace
}  // namespace transpine
