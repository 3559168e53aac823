// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/random.h"
#include "core/evaluation/dice.h"
#include "core/evaluation/image_metrics.h"
#include "core/evaluation/statistics.h"

namespace transpine {
namespace {

using ::testing::HasSubstr;

Grid cube(std::int64_t n, double spacing = 1) {
  Grid grid;
  grid.size = {n, n, n};
  grid.spacing_mm.setConstant(spacing);
  return grid;
}

Volume random_labels(std::uint64_t seed, std::int64_t n, int labels) {
  Volume volume(cube(n), ScalarType::uint8);
  RandomStream random(seed, "labels");
  for (auto& v : volume.values<std::uint8_t>()) {
    v = static_cast<std::uint8_t>(random.uniform_int(0, labels));
  }
  return volume;
}

Volume noisy_image(std::uint64_t seed, std::int64_t n) {
  Volume volume(cube(n), ScalarType::float32);
  RandomStream random(seed, "image");
  for (auto& v : volume.values<float>()) v = static_cast<float>(random.uniform(-900, 900));
  return volume;
}

TEST(Confusion, CountsEveryPairLikeANaiveLoop) {
  for (const int labels : {1, 5, 26}) {
    // 13^3 voxels are no multiple of 8; equal runs and random voxels take different paths.
    Volume a = random_labels(1, 13, labels);
    Volume b = random_labels(2, 13, labels);
    std::fill_n(a.values<std::uint8_t>().begin() + 100, 400, std::uint8_t{1});
    std::fill_n(b.values<std::uint8_t>().begin() + 150, 400, std::uint8_t{0});
    std::map<std::pair<int, int>, std::int64_t> expected;
    for (std::int64_t i = 0; i < a.voxel_count(); ++i) {
      ++expected[{a.values<std::uint8_t>()[i], b.values<std::uint8_t>()[i]}];
    }
    const auto counted = value_or_throw(count_labels(a, b));
    for (int p = 0; p <= labels; ++p) {
      for (int r = 0; r <= labels; ++r)
        EXPECT_EQ(counted.count(p, r), (expected[{p, r}])) << p << "," << r;
    }
  }
}

TEST(Confusion, WiderTypesGiveTheSameCounts) {
  const Volume a = random_labels(3, 9, 26);
  const Volume b = random_labels(4, 9, 26);
  const auto narrow = dice_scores(value_or_throw(count_labels(a, b)));
  const auto wide =
      dice_scores(value_or_throw(count_labels(a.as(ScalarType::int32), b.as(ScalarType::float64))));
  EXPECT_EQ(narrow.per_vertebra, wide.per_vertebra);
}

TEST(Confusion, RefusesOtherGridsAndLabels) {
  const auto other_grid =
      count_labels(Volume(cube(4), ScalarType::uint8), Volume(cube(5), ScalarType::uint8));
  ASSERT_FALSE(other_grid);
  EXPECT_THAT(other_grid.error().title, HasSubstr(cube(4).description()));
  EXPECT_THAT(other_grid.error().title, HasSubstr(cube(5).description()));
  Volume negative(cube(4), ScalarType::int16);
  negative.values<std::int16_t>()[5] = -1;
  EXPECT_FALSE(count_labels(negative, Volume(cube(4), ScalarType::uint8)));
}

TEST(Dice, RuleForEmptyLabels) {
  EXPECT_FALSE(dice(0, 0, 0).has_value());
  EXPECT_EQ(dice(0, 7, 0), 0);
  EXPECT_EQ(dice(0, 0, 7), 0);
  EXPECT_EQ(dice(3, 4, 8), 0.5);
}

TEST(Dice, MissingVertebraCountsAsZeroAndSurplusOnlyGlobally) {
  Volume predicted(cube(4), ScalarType::uint8);
  Volume reference(cube(4), ScalarType::uint8);
  auto p = predicted.values<std::uint8_t>();
  auto r = reference.values<std::uint8_t>();
  for (int i = 0; i < 10; ++i) p[i] = r[i] = 20;
  for (int i = 10; i < 20; ++i) r[i] = 21;  // Missed.
  for (int i = 30; i < 40; ++i) p[i] = 22;  // Not in the reference.
  const auto scores = dice_scores(value_or_throw(count_labels(predicted, reference)));
  EXPECT_EQ(scores.vertebrae, 2);
  EXPECT_EQ(scores.per_vertebra.at(20), 1);
  EXPECT_EQ(scores.per_vertebra.at(21), 0);
  EXPECT_FALSE(scores.per_vertebra.contains(22));
  EXPECT_EQ(scores.mean_vertebra, 0.5);
  EXPECT_EQ(scores.global, 0.5);  // 2 * 10 / (20 + 20).
}

TEST(Dice, PosteriorOnlyKeepsArches) {
  Volume vertebrae(cube(2), ScalarType::uint8);
  Volume parts(cube(2), ScalarType::uint8);
  const std::uint8_t ids[8] = {0, 41, 42, 43, 48, 49, 50, 60};
  for (int i = 0; i < 8; ++i) {
    vertebrae.values<std::uint8_t>()[i] = 22;
    parts.values<std::uint8_t>()[i] = ids[i];
  }
  const Volume posterior = value_or_throw(posterior_only(vertebrae, parts));
  EXPECT_THAT(std::vector<int>(posterior.values<std::uint8_t>().begin(),
                               posterior.values<std::uint8_t>().end()),
              ::testing::ElementsAre(0, 22, 22, 22, 22, 0, 0, 0));
  EXPECT_EQ(vertebrae.values<std::uint8_t>()[0], 22) << "the input must stay as it was";
}

TEST(CompareImages, EqualImagesArePerfect) {
  const Volume image = noisy_image(1, 48);
  JobContext job;
  const auto quality = value_or_throw(compare_images(image, image, {}, {}, job));
  EXPECT_EQ(quality.l1, 0);
  EXPECT_NEAR(quality.ssim, 1, 1e-12);
  EXPECT_NEAR(quality.vifp, 1, 1e-9);
  EXPECT_TRUE(std::isinf(quality.psnr_db));
  EXPECT_EQ(quality.slices, 48);
  EXPECT_EQ(quality.identical_slices, 48);
  EXPECT_THAT(psnr_note(quality).value(), HasSubstr("48 of 48"));
}

TEST(CompareImages, IdenticalSlicesAreLeftOutOfTheMeanPsnr) {
  const Volume real = noisy_image(5, 16);
  Volume partly = real.clone();
  // The left-right axis is the first: all slices but number 3 are off by 50 HU.
  for (std::int64_t k = 0; k < 16; ++k) {
    for (std::int64_t j = 0; j < 16; ++j) {
      for (std::int64_t i = 0; i < 16; ++i) {
        if (i != 3) partly.values<float>()[partly.grid().offset(i, j, k)] += 50;
      }
    }
  }
  JobContext job;
  const auto quality = value_or_throw(compare_images(partly, real, {}, {}, job));
  EXPECT_EQ(quality.slices, 16);
  EXPECT_EQ(quality.identical_slices, 1);
  EXPECT_NEAR(quality.psnr_db, -20 * std::log10(0.025), 1e-3);
  EXPECT_THAT(psnr_note(quality).value(), HasSubstr("1 of 16"));
  EXPECT_TRUE(std::isinf(quality.psnr_db_per_slice[3]));
}

TEST(Dilation, UnequalStepsGiveADiamondOfBothHalves) {
  Slice mask{9, 9, std::vector<double>(81, 0.0)};
  mask.values[4 * 9 + 4] = 1;
  const Slice grown = dilated(mask, 2, 4);
  for (std::int64_t r = 0; r < 9; ++r) {
    for (std::int64_t c = 0; c < 9; ++c) {
      const bool inside = 2 * std::abs(r - 4) + std::abs(c - 4) <= 4;
      EXPECT_EQ(grown.at(r, c), inside ? 1 : 0) << r << ", " << c;
    }
  }
  EXPECT_EQ(dilated(mask, 3, 3).values, dilated(mask, 3).values);
  const Slice flat = dilated(mask, 0, 2);
  EXPECT_EQ(std::count(flat.values.begin(), flat.values.end(), 1.0), 5);
}

// The paper's 10 steps are 10 mm: half as many on pixels twice as large.
TEST(CompareImages, MaskGrowthIsInMillimetres) {
  Volume real(cube(48, 2), ScalarType::float32);
  Volume wrong = real.clone();
  Volume mask(real.grid(), ScalarType::uint8);
  for (int i = 0; i < 48; ++i) {
    mask.values<std::uint8_t>()[real.grid().offset(i, 20, 20)] = 1;
    wrong.values<float>()[real.grid().offset(i, 25, 20)] = 200;
    wrong.values<float>()[real.grid().offset(i, 20, 26)] = 200;
  }
  JobContext job;
  ImageQualityOptions inside;
  inside.inside_mask_only = true;
  // One of the 61 pixels of the diamond of radius 5; the other error lies outside.
  EXPECT_NEAR(value_or_throw(compare_images(wrong, real, mask, inside, job)).l1, 0.1 / 61, 1e-8);
  inside.mask_dilation_mm = 12;
  EXPECT_NEAR(value_or_throw(compare_images(wrong, real, mask, inside, job)).l1, 0.2 / 85, 1e-8);
}

TEST(CompareImages, OffsetHasTheClosedForm) {
  Volume real = noisy_image(2, 16);
  Volume shifted = real.clone();
  for (auto& v : shifted.values<float>()) v += 50;
  JobContext job;
  const auto quality = value_or_throw(compare_images(shifted, real, {}, {}, job));
  EXPECT_NEAR(quality.l1, 0.025, 1e-6);
  EXPECT_NEAR(quality.mse, 0.000625, 1e-7);
  EXPECT_NEAR(quality.psnr_db, -20 * std::log10(0.025), 1e-3);
  EXPECT_TRUE(std::isnan(quality.vifp)) << "16 pixels are too few for VIFp";
  ImageQualityOptions two;
  two.psnr_range = "two";
  EXPECT_NEAR(value_or_throw(compare_images(shifted, real, {}, two, job)).psnr_db - quality.psnr_db,
              20 * std::log10(2), 1e-6);
}

TEST(CompareImages, MaskLimitsWhatCounts) {
  Volume real = noisy_image(3, 48);
  Volume wrong = real.clone();
  Volume mask(real.grid(), ScalarType::uint8);
  const Grid& grid = real.grid();
  for (int i = 20; i < 24; ++i) mask.values<std::uint8_t>()[grid.offset(i, 20, 20)] = 1;
  for (int i = 0; i < 48; ++i) wrong.values<float>()[grid.offset(i, 40, 40)] += 500;
  JobContext job;
  const auto quality = value_or_throw(compare_images(wrong, real, mask, {}, job));
  EXPECT_EQ(quality.slices, 4) << "sagittal slices that hold mask";
  EXPECT_EQ(quality.l1, 0) << "the error lies outside the dilated mask";
  // Within: one pixel of the diamond of radius 10, which has 221 pixels, off by 0.1.
  wrong = real.clone();
  for (int i = 0; i < 48; ++i) {
    real.values<float>()[grid.offset(i, 25, 20)] = 0;
    wrong.values<float>()[grid.offset(i, 25, 20)] = 200;
  }
  EXPECT_NEAR(value_or_throw(compare_images(wrong, real, mask, {}, job)).l1, 0.1 / (48 * 48), 1e-9);
  ImageQualityOptions inside;
  inside.inside_mask_only = true;
  EXPECT_NEAR(value_or_throw(compare_images(wrong, real, mask, inside, job)).l1, 0.1 / 221, 1e-8);
}

TEST(CompareImages, RefusesWhatCannotBeCompared) {
  JobContext job;
  const Volume a = noisy_image(4, 12);
  const auto grids = compare_images(a, noisy_image(4, 13), {}, {}, job);
  ASSERT_FALSE(grids);
  EXPECT_THAT(grids.error().title, HasSubstr("12 x 12 x 12"));
  EXPECT_FALSE(compare_images(a, a, Volume(a.grid(), ScalarType::uint8), {}, job)) << "empty mask";
  Volume broken = a.clone();
  broken.values<float>()[7] = std::numeric_limits<float>::quiet_NaN();
  const auto nan = compare_images(broken, a, {}, {}, job);
  ASSERT_FALSE(nan);
  EXPECT_THAT(nan.error().title, HasSubstr("NaN"));
  broken.values<float>()[7] = std::numeric_limits<float>::infinity();
  EXPECT_FALSE(compare_images(a, broken, {}, {}, job));
}

TEST(Psnr, PaperAnchor) {
  EXPECT_NEAR(psnr_db(0.0020, 1), 26.99, 0.005);
}

TEST(Statistics, RefuseWhatHasNoMeaning) {
  const std::vector<double> a{1, 2, 3}, b{0, 1, 2}, shorter{1, 2};
  EXPECT_FALSE(paired_t_test(a, b)) << "constant differences";
  EXPECT_FALSE(paired_t_test(a, shorter));
  EXPECT_FALSE(wilcoxon_signed_rank(a, a)) << "no differences";
  EXPECT_FALSE(shapiro_wilk(shorter));
}

TEST(Statistics, SwappingTheSidesSwapsTheAlternatives) {
  RandomStream random(5, "pairs");
  std::vector<double> a, b;
  for (int i = 0; i < 25; ++i) {
    a.push_back(random.normal(0.3, 1));
    b.push_back(random.normal());
  }
  const double greater = value_or_throw(wilcoxon_signed_rank(a, b, Alternative::greater)).p;
  EXPECT_NEAR(greater, value_or_throw(wilcoxon_signed_rank(b, a, Alternative::less)).p, 1e-12);
  EXPECT_NEAR(value_or_throw(paired_t_test(a, b)).t, -value_or_throw(paired_t_test(b, a)).t, 1e-12);
}

}  // namespace
}  // namespace transpine
