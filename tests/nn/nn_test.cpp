// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <torch/torch.h>

#include "core/nn/diffusion.h"
#include "core/nn/diffusion_loss.h"
#include "core/nn/initialise.h"
#include "core/nn/losses/ssim.h"
#include "core/nn/sa_unet.h"
#include "core/nn/weights.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;

SaUnetOptions small() {
  SaUnetOptions options;
  options.channels = 8;
  options.multipliers = {1, 2};
  options.attention = {2, 8};
  return options;
}

std::int64_t parameter_count(torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const auto& parameter : module.parameters()) count += parameter.numel();
  return count;
}

TEST(SaUnet, HasThePublishedParameterCounts) {
  SaUnetOptions options;
  EXPECT_EQ(parameter_count(*SaUnet(options)), 32'634'113);
  options.learned_variance = true;
  EXPECT_EQ(parameter_count(*SaUnet(options)), 32'634'178);
}

TEST(SaUnet, KeepsTheSizeOfEveryAllowedImage) {
  SaUnet net(small());
  for (const auto& [h, w] : {std::pair{2, 2}, {6, 10}, {16, 4}}) {
    const auto out = net(torch::zeros({3, 2, h, w}), torch::tensor({0.f, 5.f, 999.f}));
    EXPECT_THAT(out.sizes().vec(), ::testing::ElementsAre(3, 1, h, w));
  }
  EXPECT_EQ(net->size_multiple(), 2);
}

// The numbers that contrastive layers are chosen by: every fourth is what a level hands down.
TEST(SaUnet, NumbersItsBlocksInTheOrderOfThePass) {
  const torch::NoGradGuard no_grad;
  torch::manual_seed(3);
  SaUnetOptions options = small();
  options.multipliers = {1, 2};
  SaUnet net(options);
  ASSERT_EQ(net->block_count(), 22U);
  const torch::Tensor x = torch::randn({1, 1 + options.condition_channels, 16, 16});
  const torch::Tensor time = torch::ones({1});
  const auto found = net->features(x, time, {0, 4, 8, 10, 15, 21});
  ASSERT_EQ(found.size(), 6U);
  EXPECT_EQ(found[0].sizes(), at::IntArrayRef({1, options.channels, 16, 16}));
  EXPECT_EQ(found[1].sizes(), at::IntArrayRef({1, options.channels, 8, 8}));
  EXPECT_EQ(found[2].sizes(), at::IntArrayRef({1, 2 * options.channels, 8, 8}));
  EXPECT_EQ(found[3].sizes(), at::IntArrayRef({1, 2 * options.channels, 8, 8}));
  EXPECT_EQ(found[4].sizes(), at::IntArrayRef({1, options.channels, 16, 16}));
  EXPECT_TRUE(torch::equal(found[5], net(x, time)));
  EXPECT_THROW(net->features(x, time, {22}), std::invalid_argument);
}

TEST(SaUnet, RefusesAWidthThatItsNormsCannotSplit) {
  SaUnetOptions options = small();
  options.channels = 12;
  EXPECT_THROW(SaUnet{options}, std::invalid_argument);
}

TEST(SaUnet, GradientAgreesWithFiniteDifferences) {
  torch::manual_seed(3);
  SaUnet net(small());
  net->to(torch::kFloat64);
  const auto x = torch::randn({1, 2, 4, 4}, torch::kFloat64);
  const auto time = torch::tensor({300.0}, torch::kFloat64);
  const auto loss = [&] { return net(x, time).square().sum(); };
  loss().backward();
  for (const char* name : {"downs.0.2.fn.fn.to_qkv.weight", "mid_attn.fn.norm.g",
                           "downs.1.0.mlp.1.weight", "ups.0.3.weight", "init_conv.weight"}) {
    auto parameter = net->named_parameters()[name];
    const double analytic = parameter.grad().view({-1})[1].item<double>();
    const torch::NoGradGuard no_grad;
    constexpr double step = 1e-5;
    parameter.view({-1})[1] += step;
    const double above = loss().item<double>();
    parameter.view({-1})[1] -= 2 * step;
    const double below = loss().item<double>();
    parameter.view({-1})[1] += step;
    EXPECT_NEAR(analytic, (above - below) / (2 * step), 1e-5 * (1 + std::abs(analytic))) << name;
  }
}

TEST(SaUnet, StartValuesOfConvolutionsAreNarrow) {
  torch::manual_seed(1);
  SaUnet net(small());
  initialise_convolutions(*net);
  const auto weights = net->named_parameters();
  EXPECT_NEAR(weights["ups.1.0.block1.proj.weight"].std().item<double>(), 0.02, 0.001);
  EXPECT_NEAR(weights["ups.0.3.weight"].std().item<double>(), 0.02, 0.001);
  EXPECT_GT(weights["time_mlp.1.weight"].std().item<double>(), 0.05);
}

torch::Tensor sample_with(const Denoiser& denoiser, const DdimOptions& options,
                          const torch::Tensor& start) {
  return ddim_sample(
      DiffusionSchedule(), denoiser, torch::ones_like(start), start,
      [&](int) { return torch::randn_like(start); }, options);
}

/// Knows the clean image and answers exactly, in either mode.
Denoiser perfect(const torch::Tensor& x0, DiffusionMode mode) {
  return [x0, mode](const torch::Tensor& x_t, const torch::Tensor&, const torch::Tensor& time) {
    if (mode == DiffusionMode::image) return x0.clone();
    const DiffusionSchedule schedule;
    const double a = schedule.alpha_bar[static_cast<std::size_t>(time[0].item<double>())];
    return (x_t - std::sqrt(a) * x0) / std::sqrt(1 - a);
  };
}

TEST(Ddim, PerfectNetworkGivesTheImageWhateverTheOptions) {
  torch::manual_seed(5);
  const auto x0 = torch::rand({2, 1, 4, 4}, torch::kFloat64) * 2 - 1;
  const auto start = torch::randn_like(x0);
  for (const DiffusionMode mode : {DiffusionMode::noise, DiffusionMode::image}) {
    for (const int steps : {1, 7, 20}) {
      for (const double eta : {0.0, 1.0}) {
        DdimOptions options;
        options.mode = mode;
        options.steps = steps;
        options.eta = eta;
        options.guidance_w = 0.5;
        EXPECT_LT((sample_with(perfect(x0, mode), options, start) - x0).abs().max().item<double>(),
                  1e-9);
      }
    }
  }
}

TEST(Ddim, DeterministicTrajectoryOfAPerfectNetworkKeepsItsNoise) {
  const auto x0 = torch::full({1, 1, 2, 2}, 0.3, torch::kFloat64);
  const auto noise = torch::tensor({1.0, -2.0, 0.5, 0.1}, torch::kFloat64).view({1, 1, 2, 2});
  const DiffusionSchedule schedule;
  DdimOptions options;
  options.eta = 0;
  const auto start =
      std::sqrt(schedule.alpha_bar[950]) * x0 + std::sqrt(1 - schedule.alpha_bar[950]) * noise;
  ddim_sample(schedule, perfect(x0, DiffusionMode::image), x0, start, {}, options,
              [&](const DdimStep& step) {
                const double a = schedule.alpha_bar[static_cast<std::size_t>(step.t)];
                const auto expected = std::sqrt(a) * x0 + std::sqrt(1 - a) * noise;
                EXPECT_LT((step.x_t - expected).abs().max().item<double>(), 1e-8) << step.t;
                return true;
              });
}

// Finding 0.2: with x0_c != x0_u the guided result moves along x0_c - x0_u.
TEST(Ddim, GuidanceMovesTowardTheCondition) {
  const Denoiser network = [](const torch::Tensor& x_t, const torch::Tensor& condition,
                              const torch::Tensor&) { return 0.1 * x_t + 0.4 * condition; };
  const auto start = torch::zeros({1, 1, 3, 3}, torch::kFloat64);
  DdimOptions options;
  options.eta = 0;
  const double plain = sample_with(network, options, start).mean().item<double>();
  options.guidance_w = 1;
  EXPECT_GT(sample_with(network, options, start).mean().item<double>(), plain + 0.3);
}

TEST(Ddim, ObserverEndsTheRunAndClampHolds) {
  const Denoiser network = [](const torch::Tensor& x_t, const torch::Tensor&,
                              const torch::Tensor&) { return 5 * torch::ones_like(x_t); };
  const auto start = torch::zeros({1, 1, 2, 2});
  DdimOptions options;
  int seen = 0;
  const auto ended = ddim_sample(
      DiffusionSchedule(), network, start, start, [&](int) { return torch::zeros_like(start); },
      options, [&](const DdimStep& step) { return ++seen, step.index < 3; });
  EXPECT_FALSE(ended.defined());
  EXPECT_EQ(seen, 4);
  options.clamp_x0 = true;
  EXPECT_EQ(sample_with(network, options, start).max().item<float>(), 1.f);
}

TEST(DiffusionLoss, IsZeroForAPerfectPredictionAndSsimRewardsLikeness) {
  const DiffusionSchedule schedule;
  const auto x0 = torch::rand({2, 1, 16, 16}) * 2 - 1;
  const auto noise = torch::randn_like(x0);
  const auto t = torch::tensor({10, 800}, torch::kInt64);
  const auto x_t = diffuse(schedule, x0, t, noise);
  DiffusionLossOptions options;
  options.ssim_weight = 0.1;
  EXPECT_NEAR(diffusion_loss(schedule, x0, x0, x_t, t, noise, options).total.item<double>(), 0,
              1e-5);
  options.mode = DiffusionMode::noise;
  EXPECT_NEAR(diffusion_loss(schedule, noise, x0, x_t, t, noise, options).total.item<double>(), 0,
              1e-6);
  EXPECT_GT(mean_ssim(x0, x0 + 0.01 * noise).item<double>(),
            mean_ssim(x0, x0 + 0.5 * noise).item<double>());
}

class WeightFiles : public ::testing::Test {
 protected:
  Result<SafetensorsFile> written(SaUnet net, const std::string& prefix) {
    std::vector<torch::Tensor> holder;
    const auto entries = entries_of(named_state(*net), prefix, holder);
    EXPECT_TRUE(write_safetensors(folder_ / "w.safetensors", entries));
    return SafetensorsFile::open(folder_ / "w.safetensors");
  }

  testing::TemporaryFolder folder_;
};

TEST_F(WeightFiles, LoadBackUnderEveryPrefix) {
  for (const char* prefix : {"", "generator.", "ema."}) {
    SaUnet source(small());
    SaUnet target(small());
    const auto file = written(source, prefix);
    ASSERT_TRUE(file);
    ASSERT_TRUE(load_weights(*target, *file));
    const auto wanted = named_state(*source);
    const auto loaded = named_state(*target);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      EXPECT_TRUE(torch::equal(wanted[i].second, loaded[i].second)) << wanted[i].first;
    }
  }
}

TEST_F(WeightFiles, OfAnotherNetworkAreRefusedAndChangeNothing) {
  SaUnetOptions wider = small();
  wider.channels = 16;
  SaUnet target(small());
  const auto before = target->named_parameters()["init_conv.weight"].clone();
  const auto file = written(SaUnet(wider), "");
  ASSERT_TRUE(file);
  const auto loaded = load_weights(*target, *file);
  ASSERT_FALSE(loaded);
  EXPECT_THAT(loaded.error().title,
              HasSubstr("init_conv.weight (16 x 2 x 7 x 7, the network needs 8 x 2 x 7 x 7)"));
  EXPECT_TRUE(torch::equal(before, target->named_parameters()["init_conv.weight"]));

  SaUnetOptions deeper = small();
  deeper.multipliers = {1, 2, 4};
  EXPECT_THAT(load_weights(*SaUnet(deeper), *written(target, "")).error().title,
              HasSubstr("62 missing: downs.1.3.weight"));
}

}  // namespace
}  // namespace transpine
