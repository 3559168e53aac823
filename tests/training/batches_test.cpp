// SPDX-License-Identifier: Apache-2.0
#include "core/training/batches.h"

#include <gmock/gmock.h>
#include <torch/nn/modules/linear.h>
#include <torch/optim/adam.h>

#include <set>

#include "core/training/adam.h"
#include "core/training/batch_loader.h"
#include "tests/support/test_files.h"
#include "tests/training/toy_training_set.h"

namespace transpine {
namespace {

TEST(Batches, LoaderGivesTheBatchesOfTheStepsInOrder) {
  const testing::TemporaryFolder folder;
  testing::write_toy_training_set(folder.path(), {{"train", 3}}, 10, 20);
  const auto set = TrainingSet::open(folder.path());
  ASSERT_TRUE(set) << set.error().message();
  const auto slices = set->of_split("train");
  const AugmentOptions options{8, 0.2, 0.5};
  for (const std::int64_t threads : {1, 3}) {
    BatchPlan plan;
    plan.slices = slices;
    plan.batch_size = 2;
    plan.augmentation = options;
    plan.seed = 11;
    plan.threads = threads;
    BatchLoader loader(*set, plan, 5);
    for (std::int64_t step = 5; step < 12; ++step) {
      const Batch expected = batch_of_step(*set, slices, 2, options, 11, step);
      const Batch given = loader.next();
      EXPECT_TRUE(torch::equal(given.mr, expected.mr));
      EXPECT_TRUE(torch::equal(given.ct, expected.ct));
    }
  }
}

TEST(Batches, EveryEpochSeesEverySliceOnce) {
  const testing::TemporaryFolder folder;
  testing::write_toy_training_set(folder.path(), {{"train", 6}}, 8, 8);
  const auto set = TrainingSet::open(folder.path());
  ASSERT_TRUE(set);
  const auto slices = set->of_split("train");
  const AugmentOptions plain{8, 0, 0};
  for (int epoch = 0; epoch < 3; ++epoch) {
    std::set<float> sums;
    for (std::int64_t step = 3 * epoch; step < 3 * (epoch + 1); ++step) {
      const Batch batch = batch_of_step(*set, slices, 2, plain, 4, step);
      for (int i = 0; i < 2; ++i) sums.insert(batch.mr[i].sum().item<float>());
    }
    EXPECT_EQ(sums.size(), 6u);
  }
}

TEST(Batches, AugmentationMovesBothImagesTogetherAndPadsWithAir) {
  // CT = MR before the jitter, which is off: both must stay equal wherever the crop lies.
  const auto mr = torch::rand({30, 9});
  RandomStream random(3, "test");
  for (int trial = 0; trial < 20; ++trial) {
    const Batch sample = augmented(mr, mr * 2 - 1, {16, 0, 0.5}, random);
    ASSERT_TRUE(torch::allclose(sample.mr, sample.ct));
    // 9 columns centred in 16: 3 before, 4 behind, exchanged by a flip.
    EXPECT_EQ(sample.ct.narrow(3, 0, 3).max().item<float>(), -1.f);
    EXPECT_EQ(sample.ct.narrow(3, 13, 3).max().item<float>(), -1.f);
    EXPECT_GT(sample.ct.narrow(3, 4, 8).min().item<float>(), -1.f);
  }
}

TEST(Batches, JitterStaysInRangeAndLeavesTheCt) {
  const auto mr = torch::rand({8, 8});
  const auto ct = torch::rand({8, 8});
  RandomStream random(3, "test");
  for (int trial = 0; trial < 20; ++trial) {
    const Batch sample = augmented(mr, ct, {8, 0.2, 0}, random);
    EXPECT_TRUE(torch::equal(sample.ct[0][0], ct));
    EXPECT_GE(sample.mr.min().item<float>(), -1.f);
    EXPECT_LE(sample.mr.max().item<float>(), 1.f);
    EXPECT_FALSE(torch::allclose(sample.mr[0][0], mr * 2 - 1));
  }
}

TEST(Adam, AgreesWithTorchsOptimiser) {
  torch::manual_seed(2);
  torch::nn::Linear ours(5, 3);
  torch::nn::Linear theirs(5, 3);
  {
    const torch::NoGradGuard no_grad;
    theirs->weight.copy_(ours->weight);
    theirs->bias.copy_(ours->bias);
  }
  Adam adam(*ours);
  torch::optim::Adam reference(theirs->parameters(), torch::optim::AdamOptions(1e-2));
  for (int step = 0; step < 25; ++step) {
    const auto x = torch::randn({4, 5});
    adam.zero_gradients();
    ours(x).square().sum().backward();
    adam.step(1e-2);
    reference.zero_grad();
    theirs(x).square().sum().backward();
    reference.step();
  }
  EXPECT_TRUE(torch::allclose(ours->weight, theirs->weight, 1e-5, 1e-6));
  EXPECT_TRUE(torch::allclose(ours->bias, theirs->bias, 1e-5, 1e-6));
}

}  // namespace
}  // namespace transpine
