// SPDX-License-Identifier: Apache-2.0
#include "core/training/image_pool.h"

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/utils.h>

#include <set>

namespace transpine {
namespace {

torch::Tensor image_of(double value) {
  return torch::full({1, 1, 2, 2}, value);
}

TEST(ImagePool, FirstImagesAreKeptAndShownAsTheyAre) {
  ImagePool pool(3, {1, 2, 2}, torch::kCPU);
  auto random = at::make_generator<at::CPUGeneratorImpl>(1);
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(torch::equal(pool.exchanged(image_of(i), random), image_of(i)));
  }
  const NamedTensors state = pool.state("p");
  EXPECT_EQ(state[0].first, "p.images");
  EXPECT_EQ(state[1].second.item<float>(), 3);
}

TEST(ImagePool, AFullPoolShowsAnOldImageAboutHalfOfTheTimeAndKeepsTheNewOne) {
  ImagePool pool(5, {1, 2, 2}, torch::kCPU);
  auto random = at::make_generator<at::CPUGeneratorImpl>(2);
  std::set<double> kept;
  int old = 0;
  for (int i = 0; i < 400; ++i) {
    const double shown = pool.exchanged(image_of(i), random)[0][0][0][0].item<double>();
    if (i < 5) {
      kept.insert(i);
    } else if (shown != i) {
      ++old;
      ASSERT_EQ(kept.erase(shown), 1U) << "shown twice: " << shown;
      kept.insert(i);
    }
  }
  EXPECT_NEAR(old, 395 / 2.0, 40);  // Four deviations of a fair coin.
}

TEST(ImagePool, OfNoSizeShowsWhatComes) {
  ImagePool pool(0, {1, 2, 2}, torch::kCPU);
  auto random = at::make_generator<at::CPUGeneratorImpl>(3);
  for (int i = 0; i < 4; ++i) {
    EXPECT_TRUE(torch::equal(pool.exchanged(image_of(i), random), image_of(i)));
  }
}

}  // namespace
}  // namespace transpine
