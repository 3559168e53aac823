// SPDX-License-Identifier: Apache-2.0
#include "core/segmentation/mask_edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

using Eigen::Vector3d;
using ::testing::HasSubstr;
using Kind = MaskEdit::Kind;

/// L2, L3 and L4 as cubes of 6 voxels above each other, the sacrum below; bodies in front.
class MaskEdits : public ::testing::Test {
 protected:
  void SetUp() override {
    Grid grid;
    grid.size = {12, 12, 40};
    masks_ = {Volume(grid, ScalarType::uint8), Volume(grid, ScalarType::uint8)};
    fill({3, 3, 31}, 21);
    fill({3, 3, 22}, 22);
    fill({3, 3, 13}, 23);
    fill({3, 3, 4}, vertebra::kSacrum);
  }

  void fill(const Index3& low, int label, std::int64_t side = 6) {
    for (auto k = low[2]; k < low[2] + side; ++k) {
      for (auto j = low[1]; j < low[1] + side; ++j) {
        for (auto i = low[0]; i < low[0] + side; ++i) set(i, j, k, label);
      }
    }
  }
  void set(std::int64_t i, std::int64_t j, std::int64_t k, int label) {
    const auto at = static_cast<std::size_t>(masks_.vertebrae.grid().offset(i, j, k));
    masks_.vertebrae.values<std::uint8_t>()[at] = static_cast<std::uint8_t>(label);
    masks_.subregions.values<std::uint8_t>()[at] = static_cast<std::uint8_t>(label == 0 ? 0
                                                                             : j < 6    ? 50
                                                                                        : 41);
  }

  Segmentation after(const MaskEdit& edit) {
    JobContext job;
    return value_or_throw(edited(masks_, edit, job));
  }
  std::string error(const MaskEdit& edit) {
    JobContext job;
    const auto done = edited(masks_, edit, job);
    return done ? "no error" : done.error().message();
  }
  static std::set<int> labels_of(const Segmentation& masks) {
    const auto values = masks.vertebrae.values<std::uint8_t>();
    std::set<int> found(values.begin(), values.end());
    found.erase(0);
    return found;
  }

  Segmentation masks_;
};

TEST_F(MaskEdits, RefuseLabelsThatWouldBeMerged) {
  masks_.vertebrae = masks_.vertebrae.as(ScalarType::int16).clone();
  masks_.vertebrae.values<std::int16_t>()[0] = 300;
  JobContext job;
  const auto refused = edited(masks_, {.kind = Kind::keep_largest}, job);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().title, HasSubstr("300"));
}

TEST_F(MaskEdits, KeepTheLargestPiece) {
  set(0, 0, 0, 22);
  set(11, 11, 39, 23);
  const Segmentation one = after({.kind = Kind::keep_largest, .labels = {22}});
  EXPECT_EQ(one.vertebrae.at(0, 0, 0), 0);
  EXPECT_EQ(one.subregions.at(0, 0, 0), 0);
  EXPECT_EQ(one.vertebrae.at(11, 11, 39), 23);
  EXPECT_EQ(one.vertebrae.at(5, 5, 24), 22);
  ASSERT_EQ(one.notes.size(), 1u);
  EXPECT_THAT(one.notes[0], HasSubstr("L3"));
  EXPECT_EQ(after({.kind = Kind::keep_largest}).vertebrae.at(11, 11, 39), 0);
  EXPECT_EQ(masks_.vertebrae.at(0, 0, 0), 22) << "the given masks stay as they are";
}

TEST_F(MaskEdits, FillHolesButNotBays) {
  set(5, 5, 24, 0);
  set(5, 7, 25, 0);
  set(3, 5, 26, 0);  // Open to the side.
  const Segmentation filled = after({.kind = Kind::fill_holes});
  EXPECT_EQ(filled.vertebrae.at(5, 5, 24), 22);
  EXPECT_EQ(filled.subregions.at(5, 5, 24), 50);
  EXPECT_EQ(filled.subregions.at(5, 7, 25), 41);
  EXPECT_EQ(filled.vertebrae.at(3, 5, 26), 0);
}

TEST_F(MaskEdits, RemoveNamedAndPartlyVisibleOnes) {
  EXPECT_EQ(labels_of(after({.kind = Kind::remove, .labels = {22, 26}})), (std::set<int>{21, 23}));
  EXPECT_TRUE(partly_visible(masks_.vertebrae, masks_.subregions).empty());
  set(5, 5, 39, 21);  // To the head.
  set(0, 4, 15, 23);  // A body to the side; a process there would not count.
  set(0, 8, 24, 22);
  const Segmentation whole = after({.kind = Kind::remove_partial});
  EXPECT_EQ(labels_of(whole), (std::set<int>{22, 26}));
  EXPECT_THAT(whole.notes.at(0), HasSubstr("L2, L4"));
}

TEST_F(MaskEdits, RelabelMergeAndShift) {
  const Segmentation swapped = after({.kind = Kind::relabel, .names = {{21, 22}, {22, 21}}});
  EXPECT_EQ(swapped.vertebrae.at(5, 5, 33), 22);
  EXPECT_EQ(swapped.vertebrae.at(5, 5, 24), 21);
  const Segmentation merged = after({.kind = Kind::merge, .labels = {22, 23}});
  EXPECT_EQ(labels_of(merged), (std::set<int>{21, 22, 26}));
  EXPECT_EQ(merged.vertebrae.at(5, 5, 15), 22);
  EXPECT_EQ(labels_of(after({.kind = Kind::shift, .levels = 1})), (std::set<int>{22, 23, 24, 26}));
  EXPECT_EQ(labels_of(after({.kind = Kind::shift, .levels = -2})), (std::set<int>{19, 20, 21, 26}));
  EXPECT_THAT(error({.kind = Kind::shift, .levels = 5}), HasSubstr("cannot be shifted"));
  EXPECT_THAT(error({.kind = Kind::relabel, .names = {{21, 22}}}), HasSubstr("would become L3"));
}

TEST_F(MaskEdits, ShiftCountsT13WhereItIs) {
  fill({3, 3, 31}, vertebra::kT13);
  // T13, L3, L4: up by one, L3 becomes L2 and T13 T12.
  EXPECT_EQ(labels_of(after({.kind = Kind::shift, .levels = -1})), (std::set<int>{19, 21, 22, 26}));
}

TEST_F(MaskEdits, SplitAtAPlace) {
  for (std::int64_t k = 19; k < 22; ++k) set(5, 5, k, 22);
  fill({3, 3, 13}, 22);  // L3 and L4 grown together.
  const Segmentation split =
      after({.kind = Kind::split, .labels = {22, 23}, .p_mm = Vector3d(5, 5, 20.5)});
  EXPECT_EQ(split.vertebrae.at(5, 5, 21), 22);
  EXPECT_EQ(split.vertebrae.at(5, 5, 20), 23);
  EXPECT_EQ(split.vertebrae.at(5, 5, 15), 23);
  EXPECT_EQ(split.vertebrae.at(5, 5, 33), 21);
  EXPECT_THAT(error({.kind = Kind::split, .labels = {22, 23}, .p_mm = Vector3d(5, 5, 50)}),
              HasSubstr("does not cut L3"));
  EXPECT_THAT(error({.kind = Kind::split, .labels = {22, 21}, .p_mm = Vector3d(5, 5, 20)}),
              HasSubstr("is a L2 already"));
}

TEST_F(MaskEdits, SayWhatIsNotThere) {
  EXPECT_THAT(error({.kind = Kind::remove, .labels = {7}}), HasSubstr("no C7"));
  EXPECT_THAT(error({.kind = Kind::merge, .labels = {22}}), HasSubstr("Two vertebrae"));
  Grid other = masks_.vertebrae.grid();
  other.origin_mm.x() = 9;
  masks_.subregions = masks_.subregions.with_grid(other);
  EXPECT_THAT(error({.kind = Kind::fill_holes}), HasSubstr("masks"));
  masks_.subregions = {};
  EXPECT_TRUE(after({.kind = Kind::fill_holes}).subregions.empty());
}

}  // namespace
}  // namespace transpine
