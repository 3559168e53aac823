// SPDX-License-Identifier: Apache-2.0
#include "core/training/volume_patches.h"

#include <gtest/gtest.h>
#include <torch/utils.h>

#include <set>

#include "core/training/batches.h"
#include "core/training/ct_variation.h"
#include "tests/support/test_files.h"
#include "tests/training/toy_training_set.h"

namespace transpine {
namespace {

/// MR and CT say where each voxel was: value = (100 d + 10 h + w) / 10000.
VolumeSample numbered(std::int64_t depth, std::int64_t height, std::int64_t width) {
  const torch::Tensor d = torch::arange(depth, torch::kFloat32).view({-1, 1, 1});
  const torch::Tensor h = torch::arange(height, torch::kFloat32).view({1, -1, 1});
  const torch::Tensor w = torch::arange(width, torch::kFloat32).view({1, 1, -1});
  const torch::Tensor all = (100 * d + 10 * h + w) / 10000;
  return {all, all * 2 - 1, (all * 100).floor().to(torch::kUInt8)};
}

TEST(VolumePatches, ImagesLabelsAndRampsMoveTogether) {
  const VolumeSample sample = numbered(9, 9, 9);
  const torch::Tensor ramps = position_ramps({9, 9, 9}, torch::kFloat32);
  RandomStream random(5, "test");
  std::set<float> corners;
  int flipped = 0;
  for (int trial = 0; trial < 200; ++trial) {
    const VolumePatch patch = random_patch(sample, {{4, 5, 6}, 0, 0.5}, random);
    ASSERT_EQ(patch.condition.sizes(), (std::vector<std::int64_t>{1, 4, 4, 5, 6}));
    ASSERT_TRUE(torch::allclose(patch.condition[0][0], patch.ct[0][0]));
    // Each voxel's ramps are those of the place that its value names.
    const torch::Tensor number = ((patch.ct[0][0] + 1) * 5000).round().to(torch::kInt64);
    for (int axis = 0; axis < 3; ++axis) {
      const std::int64_t unit = axis == 0 ? 100 : axis == 1 ? 10 : 1;
      const torch::Tensor at = number.div(unit, "floor").remainder(10).to(torch::kFloat32);
      ASSERT_TRUE(torch::allclose(patch.condition[0][axis + 1], at / 8)) << axis;
    }
    ASSERT_TRUE(torch::equal(patch.mask[0].to(torch::kInt64), number.div(100, "floor")));
    corners.insert(number[0][0][0].item<float>());
    const bool along_h = number[0][0][0].item<float>() > number[0][1][0].item<float>();
    const bool along_w = number[0][0][0].item<float>() > number[0][0][1].item<float>();
    ASSERT_FALSE(along_h && along_w);
    flipped += along_h || along_w;
  }
  EXPECT_GT(corners.size(), 60U);
  EXPECT_NEAR(flipped, 50, 25);  // A quarter (section 1.11).
}

TEST(VolumePatches, SmallVolumesAreMirroredAtTheirBordersAndTheRampsSpanThePaddedOne) {
  const VolumeSample sample = numbered(3, 8, 8);
  const VolumePatch patch = centred_patch(sample, {8, 8, 8});
  const torch::Tensor line = ((patch.ct[0][0].select(1, 0).select(1, 0) + 1) * 5000).round() / 100;
  // Two slices before: ... 2 1 | 0 1 2 | 1 0 1.
  const std::vector<float> expected{2, 1, 0, 1, 2, 1, 0, 1};
  for (std::int64_t k = 0; k < 8; ++k) {
    EXPECT_EQ(line[k].item<float>(), expected[static_cast<std::size_t>(k)]) << k;
    EXPECT_NEAR(patch.condition[0][1][k][3][3].item<float>(), static_cast<double>(k) / 7, 1e-6);
  }
}

TEST(VolumePatches, ASliceOfOneVoxelIsRepeated) {
  const VolumePatch patch = centred_patch(numbered(1, 8, 8), {4, 8, 8});
  for (std::int64_t k = 1; k < 4; ++k) {
    EXPECT_TRUE(torch::equal(patch.ct[0][0][k], patch.ct[0][0][0]));
  }
}

TEST(VolumePatches, JitterScalesAndStretchesAboutTheMeanOfThePatch) {
  const torch::Tensor mr = torch::rand({4, 4, 4}) * 0.3 + 0.3;
  RandomStream random(1, "jitter"), same(1, "jitter");
  const torch::Tensor changed = jittered_volume(mr, 0.2, random);
  const double bright = same.uniform(0.8, 1.2), contrast = same.uniform(0.8, 1.2);
  const torch::Tensor once = mr * bright;
  EXPECT_TRUE(torch::allclose(changed, once.mean() + (once - once.mean()) * contrast, 1e-5, 1e-6));
  EXPECT_TRUE(torch::equal(jittered_volume(mr, 0, random), mr));
}

VolumeSample ct_with_a_rare_label() {
  VolumeSample sample;
  sample.ct = torch::rand({40, 44, 48}) - 0.5;
  sample.mask = torch::zeros({40, 44, 48}, torch::kUInt8);
  sample.mask.narrow(0, 0, 20).fill_(1);
  sample.mask.narrow(0, 30, 6).narrow(1, 2, 6).narrow(2, 36, 6).fill_(2);
  return sample;
}

TEST(VolumePatches, OfSegmentersLieAroundEachLabelAlike) {
  const VolumeSample sample = ct_with_a_rare_label();
  const VolumeAugmentOptions options{{8, 8, 8}, 0, 0, 1};
  RandomStream random(3, "patches");
  int rare = 0;
  constexpr int kPatches = 100;
  for (int i = 0; i < kPatches; ++i) {
    const VolumePatch patch = random_patch(sample, options, random);
    EXPECT_FALSE(patch.condition.defined());
    EXPECT_EQ(patch.ct.sizes(), (std::vector<std::int64_t>{1, 1, 8, 8, 8}));
    const bool has_rare = (patch.mask == 2).any().item<bool>();
    EXPECT_TRUE(has_rare || (patch.mask == 1).any().item<bool>());
    rare += has_rare;
  }
  // A 400th of the voxels; a few searches for it end early.
  EXPECT_GT(rare, kPatches / 3);
  EXPECT_LT(rare, 2 * kPatches / 3);
}

TEST(VolumePatches, ALabelledPatchHoldsTheCtAtItsPlace) {
  VolumeSample sample = ct_with_a_rare_label();
  sample.ct = sample.mask.to(torch::kFloat32) * 0.25;
  RandomStream random(3, "patches");
  for (int i = 0; i < 10; ++i) {
    const VolumePatch patch = random_patch(sample, {{8, 8, 8}, 0, 0.5, 0.5}, random);
    EXPECT_TRUE(torch::equal(patch.ct[0], patch.mask.to(torch::kFloat32) * 0.25));
  }
}

TEST(CtVariation, StaysACtOfTheSameAnatomy) {
  torch::manual_seed(1);
  const torch::Tensor ct = torch::full({24, 24, 24}, -0.1);
  ct.narrow(1, 8, 8).fill_(0.5);
  RandomStream random(5, "variation");
  EXPECT_TRUE(torch::equal(varied_ct(ct, 0, random), ct));
  double most_noise = 0, most_blur = 0;
  for (int i = 0; i < 40; ++i) {
    const torch::Tensor varied = varied_ct(ct, 0.2, random);
    ASSERT_EQ(varied.sizes(), ct.sizes());
    EXPECT_LE(varied.abs().max().item<double>(), 1);
    const auto mean = [&](std::int64_t row) { return varied.select(1, row).mean().item<double>(); };
    // Contrast within a fifth, lighter by a twentieth at most.
    EXPECT_NEAR(mean(11), 0.5, (1.5 * 0.2 + 0.06) * 1.4 + 0.4 * 0.4);
    EXPECT_NEAR(mean(1), -0.1, 0.9 * 0.2 + 0.06);
    most_noise = std::max(most_noise, varied.select(1, 1).std().item<double>());
    most_blur = std::max(most_blur, (mean(7) + 0.1) / 0.6);
  }
  EXPECT_GT(most_noise, 0.02);
  EXPECT_LT(most_noise, 0.06);
  EXPECT_GT(most_blur, 0.2);
  RandomStream one(5, "same"), other(5, "same");
  EXPECT_TRUE(torch::equal(varied_ct(ct, 0.3, one), varied_ct(ct, 0.3, other)));
}

TEST(CtVariation, ForeignObjectsLeaveTheSpineAlone) {
  const torch::Tensor ct = torch::full({20, 24, 28}, 0.05);
  const torch::Tensor mask = torch::zeros({20, 24, 28}, torch::kUInt8);
  mask.narrow(2, 6, 9).fill_(3);
  RandomStream random(2, "objects");
  EXPECT_TRUE(torch::equal(with_foreign_objects(ct, mask, 0, random), ct));
  int changed_images = 0;
  for (int i = 0; i < 20; ++i) {
    const torch::Tensor changed = with_foreign_objects(ct, mask, 0.3, random) != ct;
    EXPECT_FALSE(changed.logical_and(mask != 0).any().item<bool>());
    changed_images += changed.any().item<bool>();
  }
  EXPECT_GT(changed_images, 8);
  EXPECT_TRUE(ct.eq(0.05).all().item<bool>()) << "the input is not changed";
}

TEST(VolumeBatches, HoldPatchesOfTheSetsVolumes) {
  const testing::TemporaryFolder folder;
  testing::write_toy_training_set(folder.path(), {{"train", 3}}, 12, 10, 9);
  const auto set = TrainingSet::open(folder.path());
  ASSERT_TRUE(set) << set.error().message();
  EXPECT_EQ(set->dimensions(), 3);
  AugmentOptions options{8, 0, 0};
  options.patch_depth = 4;
  const Batch batch = batch_of_step(*set, set->of_split("train"), 2, options, 4, 0);
  EXPECT_EQ(batch.mr.sizes(), (std::vector<std::int64_t>{2, 4, 4, 8, 8}));
  EXPECT_EQ(batch.ct.sizes(), (std::vector<std::int64_t>{2, 1, 4, 8, 8}));
}

TEST(UnpairedBatches, TakeTheCtOfOtherSamplesAndSeeEachOnceInAnEpoch) {
  const testing::TemporaryFolder folder;
  testing::write_toy_training_set(folder.path(), {{"train", 6}}, 8, 8);
  const auto set = TrainingSet::open(folder.path());
  ASSERT_TRUE(set);
  AugmentOptions options{8, 0, 0};
  options.unpaired = true;
  int apart = 0;
  std::set<std::size_t> seen;
  for (std::int64_t step = 0; step < 6; ++step) {
    const Batch batch = batch_of_step(*set, set->of_split("train"), 1, options, 4, step);
    for (const std::size_t sample : set->of_split("train")) {
      const bool mr = torch::allclose(batch.mr[0][0], set->mr(sample) * 2 - 1);
      const bool ct = torch::allclose(batch.ct[0][0], set->ct(sample));
      apart += mr != ct;
      if (ct) seen.insert(sample);
    }
  }
  EXPECT_GT(apart, 4);
  EXPECT_EQ(seen.size(), 6U);
}

}  // namespace
}  // namespace transpine
