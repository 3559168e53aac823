// SPDX-License-Identifier: Apache-2.0
#include "core/nn/wavelets.h"

#include <gtest/gtest.h>
#include <torch/utils.h>

#include <cmath>

#include "core/nn/schedule.h"

namespace transpine {
namespace {

TEST(Wavelets, TheInverseGivesTheVolumeBack) {
  torch::manual_seed(1);
  const torch::Tensor volume = torch::randn({2, 1, 4, 6, 8}, torch::kFloat64);
  for (const bool scaled : {true, false}) {
    const torch::Tensor bands = to_wavelets(volume, scaled);
    EXPECT_EQ(bands.sizes(), (std::vector<std::int64_t>{2, 8, 2, 3, 4}));
    EXPECT_LT((from_wavelets(bands, scaled) - volume).abs().max().item<double>(), 1e-14);
  }
}

// Beyond-facts 2: of a volume of ones LLL is 2 sqrt(2), stored as a third of it.
TEST(Wavelets, AConstantHasOnlyItsMean) {
  const torch::Tensor bands = to_wavelets(torch::ones({1, 1, 2, 2, 2}, torch::kFloat64));
  EXPECT_NEAR(bands[0][0].item<double>(), 2 * std::sqrt(2) / 3, 1e-14);
  EXPECT_EQ(bands.narrow(1, 1, 7).abs().max().item<double>(), 0);
}

TEST(Wavelets, AnOrthonormalTransformKeepsTheNorm) {
  torch::manual_seed(2);
  const torch::Tensor volume = torch::randn({1, 1, 8, 8, 8}, torch::kFloat64);
  EXPECT_NEAR(to_wavelets(volume, false).norm().item<double>(), volume.norm().item<double>(),
              1e-12);
}

// Order of the bands: letters along D, H, W, the last fastest.
TEST(Wavelets, ChangesAlongEachAxisGoToTheirBand) {
  const torch::Tensor alternating = torch::tensor({1.0, -1.0}, torch::kFloat64);
  const std::vector<std::vector<std::int64_t>> shapes{{2, 1, 1}, {1, 2, 1}, {1, 1, 2}};
  const std::vector<std::int64_t> band{4, 2, 1};  // HLL, LHL, LLH.
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const torch::Tensor volume =
        alternating.view(shapes[axis]).expand({2, 2, 2}).unsqueeze(0).unsqueeze(0);
    const torch::Tensor bands = to_wavelets(volume).flatten();
    for (std::int64_t k = 0; k < 8; ++k) {
      EXPECT_NEAR(bands[k].item<double>(), k == band[axis] ? 2 * std::sqrt(2) : 0, 1e-14)
          << axis << " " << k;
    }
  }
}

TEST(Wavelets, OddSidesAreRefused) {
  EXPECT_THROW(to_wavelets(torch::zeros({1, 1, 2, 3, 2})), std::invalid_argument);
  EXPECT_THROW(from_wavelets(torch::zeros({1, 4, 2, 2, 2})), std::invalid_argument);
}

// Beyond-facts 1: both published lists of ten.
TEST(FastDdpm, TimesAreThePublishedOnes) {
  EXPECT_EQ(fast_ddpm_times(10, FastSpacing::uniform),
            (std::vector<int>{0, 99, 199, 299, 399, 499, 599, 699, 799, 899, 999}));
  EXPECT_EQ(fast_ddpm_times(10, FastSpacing::non_uniform),
            (std::vector<int>{0, 199, 399, 599, 699, 799, 849, 899, 949, 999}));
  EXPECT_EQ(fast_ddpm_times(5, FastSpacing::non_uniform),
            (std::vector<int>{0, 350, 699, 849, 999}));
  EXPECT_THROW(fast_ddpm_times(1, FastSpacing::uniform), std::invalid_argument);
}

TEST(FastDdpm, AnyNumberOfTimesIsInOrderAndWithinTheDiffusion) {
  for (int steps = 2; steps <= 500; ++steps) {
    for (const auto spacing : {FastSpacing::uniform, FastSpacing::non_uniform}) {
      const std::vector<int> times = fast_ddpm_times(steps, spacing);
      ASSERT_EQ(times.front(), 0) << steps;
      ASSERT_LE(times.back(), 999) << steps;
      for (std::size_t k = 1; k < times.size(); ++k) ASSERT_GT(times[k], times[k - 1]) << steps;
    }
  }
}

}  // namespace
}  // namespace transpine
