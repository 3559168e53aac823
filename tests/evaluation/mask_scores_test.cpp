// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/mask_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/evaluation/label_shift.h"
#include "core/evaluation/vertebra_mask.h"

namespace transpine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Boxes of 4 x 4 x 3 voxels along z, one for each label, `gap` voxels apart.
Volume stack_of(const std::vector<int>& labels, std::int64_t shift_x = 0) {
  Grid grid;
  grid.size = {12, 10, 40};
  Volume volume(grid, ScalarType::uint8);
  auto values = volume.values<std::uint8_t>();
  for (std::size_t n = 0; n < labels.size(); ++n) {
    for (std::int64_t k = 0; k < 3; ++k) {
      for (std::int64_t j = 0; j < 4; ++j) {
        for (std::int64_t i = 0; i < 4; ++i) {
          values[static_cast<std::size_t>(
              grid.offset(2 + i + shift_x, 3 + j, 1 + k + 5 * static_cast<std::int64_t>(n)))] =
              static_cast<std::uint8_t>(labels[n]);
        }
      }
    }
  }
  return volume;
}

TEST(MaskScores, OfAShiftedBoxAreThoseOfItsGeometry) {
  const auto scores = value_or_throw(score_masks(stack_of({20, 21}, 1), stack_of({20, 21}), {}));
  EXPECT_DOUBLE_EQ(scores.dice.mean_vertebra.value(), 0.75);
  // No surface element is more than a voxel away from the other surface.
  EXPECT_EQ(scores.surfaces.mean_hd95_mm, 1.0);
  EXPECT_EQ(scores.surfaces.mean_nsd, 1.0);
  MaskScoreOptions strict;
  strict.nsd_tolerance_mm = 0.5;
  const auto at_half = value_or_throw(score_masks(stack_of({20}, 1), stack_of({20}), strict));
  EXPECT_LT(*at_half.surfaces.mean_nsd, 1);
  // Where a distance is 0 or 1, the mean is the share that is not within half a voxel.
  EXPECT_NEAR(*at_half.surfaces.mean_assd_mm, 1 - *at_half.surfaces.mean_nsd, 1e-12);
  EXPECT_TRUE(notes_of(scores).empty());
}

TEST(MaskScores, MissingAndExtraLabelsAreCountedAndNamed) {
  const auto scores =
      value_or_throw(score_masks(stack_of({20, 0, 23}), stack_of({20, 21, 22}), {}));
  EXPECT_THAT(scores.missing, ElementsAre(21, 22));
  EXPECT_THAT(scores.extra, ElementsAre(23));
  EXPECT_EQ(scores.dice.vertebrae, 3);
  EXPECT_DOUBLE_EQ(*scores.dice.mean_vertebra, 1.0 / 3);
  EXPECT_DOUBLE_EQ(*scores.surfaces.mean_nsd, 1.0 / 3);
  EXPECT_EQ(scores.surfaces.per_vertebra.size(), 1u);
  EXPECT_EQ(*scores.surfaces.mean_assd_mm, 0);
  const auto notes = notes_of(scores);
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_THAT(notes[0], HasSubstr("2 (L2, L3) of 3"));
  EXPECT_THAT(notes[1], HasSubstr("1 (L4)"));
}

TEST(MaskScores, EmptyMasksSaySo) {
  const auto no_result = value_or_throw(score_masks(stack_of({}), stack_of({20}), {}));
  EXPECT_EQ(no_result.dice.global, 0.0);
  EXPECT_FALSE(no_result.surfaces.mean_hd95_mm);
  EXPECT_EQ(no_result.surfaces.mean_nsd, 0.0);
  EXPECT_THAT(notes_of(no_result)[0], HasSubstr("result's mask is empty"));
  const auto no_reference = value_or_throw(score_masks(stack_of({20}), stack_of({}), {}));
  EXPECT_EQ(no_reference.dice.global, 0.0);
  EXPECT_FALSE(no_reference.dice.mean_vertebra);
  EXPECT_THAT(notes_of(no_reference)[0], HasSubstr("reference mask is empty"));
  const auto neither = value_or_throw(score_masks(stack_of({}), stack_of({}), {}));
  EXPECT_FALSE(neither.dice.global);
  EXPECT_THAT(notes_of(neither)[0], HasSubstr("Both masks are empty"));
}

TEST(LabelShift, TakesTheShiftThatFitsAllVertebrae) {
  MaskScoreOptions options;
  options.label_shift = true;
  const Volume reference = stack_of({20, 21, 22});
  const auto plain = value_or_throw(score_masks(stack_of({21, 22, 23}), reference, {}));
  EXPECT_EQ(*plain.dice.mean_vertebra, 0);
  const auto one = value_or_throw(score_masks(stack_of({21, 22, 23}), reference, options));
  EXPECT_EQ(one.shift, 1);
  EXPECT_EQ(*one.dice.mean_vertebra, 1);
  EXPECT_EQ(one.surfaces.mean_hd95_mm, 0.0);
  EXPECT_TRUE(one.missing.empty() && one.extra.empty());
  EXPECT_THAT(notes_of(one).at(0), HasSubstr("1 lower"));
  const auto two = value_or_throw(score_masks(stack_of({18, 19, 20}), reference, options));
  EXPECT_EQ(two.shift, -2);
  EXPECT_EQ(*two.dice.mean_vertebra, 1);
  const auto three = value_or_throw(score_masks(stack_of({23, 24, 25}), reference, options));
  EXPECT_EQ(*three.dice.mean_vertebra, 0);
  EXPECT_EQ(value_or_throw(score_masks(reference, reference, options)).shift, 0);
}

TEST(LabelShift, OfTwoIsTriedOnlyWhereOneIsNotGoodEnough) {
  MaskScoreOptions options;
  options.label_shift = true;
  // By 0 half of the vertebrae agree, and a shift by two would fit more of them.
  const auto scores = value_or_throw(
      score_masks(stack_of({20, 21, 24, 25, 26}), stack_of({20, 21, 22, 23, 24}), options));
  EXPECT_EQ(scores.shift, 2);
  const auto enough = value_or_throw(
      score_masks(stack_of({20, 21, 22, 25, 26}), stack_of({20, 21, 22, 23, 24}), options));
  EXPECT_EQ(enough.shift, 0);
}

TEST(LabelShift, T12MayBeSixLabelsFurther) {
  MaskScoreOptions options;
  options.label_shift = true;
  const auto scores =
      value_or_throw(score_masks(stack_of({25, 20, 21}), stack_of({19, 20, 21}), options));
  EXPECT_EQ(scores.shift, 0);
  EXPECT_EQ(*scores.dice.mean_vertebra, 1);
}

TEST(VertebraMask, NamesTheFileAndItsForeignIds) {
  Volume mask = stack_of({20, 101, 202});
  const auto taken = value_or_throw(vertebra_mask(mask, "a.nii.gz"));
  EXPECT_THAT(taken.foreign, ElementsAre(101, 202));
  EXPECT_THAT(foreign_note(taken, "a.nii.gz"), HasSubstr("a.nii.gz holds ids"));
  EXPECT_THAT(foreign_note(taken, "a.nii.gz"), HasSubstr("101, 202"));
  const auto scores = value_or_throw(score_masks(taken.labels, stack_of({20}), {}));
  EXPECT_EQ(*scores.dice.global, 1);
  const auto none = vertebra_mask(stack_of({40, 41}), "b.nii.gz");
  ASSERT_FALSE(none.ok());
  EXPECT_THAT(none.error().title, HasSubstr("b.nii.gz holds no vertebra: its ids are 40, 41"));
  Volume wide = stack_of({20}).as(ScalarType::int32).clone();
  wide.values<std::int32_t>()[0] = 500;
  EXPECT_THAT(value_or_throw(vertebra_mask(wide, "c")).foreign, ElementsAre(500));
  Volume image = stack_of({20}).as(ScalarType::float32).clone();
  image.values<float>()[0] = -3.5F;
  EXPECT_THAT(vertebra_mask(image, "d.nii").error().title, HasSubstr("d.nii is no mask"));
  // A plain mask of vertebrae is taken as it is.
  const Volume plain = stack_of({20});
  EXPECT_EQ(value_or_throw(vertebra_mask(plain, "e")).labels.data(), plain.data());
}

}  // namespace
}  // namespace transpine
