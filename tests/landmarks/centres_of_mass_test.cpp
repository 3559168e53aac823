// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/centres_of_mass.h"

#include <gtest/gtest.h>

#include "core/image/nifti_io.h"
#include "core/landmarks/spine_labels.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

Grid small_grid() {
  Grid grid;
  grid.size = {20, 12, 8};
  grid.spacing_mm = {1, 2, 3};
  grid.origin_mm = {-5, 7, 100};
  return grid;
}

void fill_box(Volume& volume, const Index3& begin, const Index3& end, std::uint8_t label) {
  auto values = volume.values<std::uint8_t>();
  for (std::int64_t k = begin[2]; k < end[2]; ++k) {
    for (std::int64_t j = begin[1]; j < end[1]; ++j) {
      for (std::int64_t i = begin[0]; i < end[0]; ++i) {
        values[static_cast<std::size_t>(volume.grid().offset(i, j, k))] = label;
      }
    }
  }
}

TEST(CentresOfMass, AreBoxCentresInMillimetres) {
  Volume vertebrae(small_grid(), ScalarType::uint8);
  Volume regions(small_grid(), ScalarType::uint8);
  fill_box(vertebrae, {2, 2, 1}, {15, 10, 5}, 22);
  fill_box(regions, {4, 2, 1}, {9, 6, 4}, 50);
  fill_box(regions, {10, 6, 2}, {14, 8, 4}, 42);
  fill_box(regions, {17, 6, 2}, {19, 8, 4}, 41);  // outside every vertebra
  const auto points = centres_of_mass(vertebrae, regions);
  ASSERT_TRUE(points.ok()) << points.error().message();
  ASSERT_EQ(points->size(), 2u);
  EXPECT_LT((points->at({22, 50}) - small_grid().point_from_index({6, 3.5, 2})).norm(), 1e-9);
  EXPECT_LT((points->at({22, 42}) - small_grid().point_from_index({11.5, 6.5, 2.5})).norm(), 1e-9);
}

TEST(CentresOfMass, BodyIsItsBorderAndItsCore) {
  Volume vertebrae(small_grid(), ScalarType::uint8);
  Volume regions(small_grid(), ScalarType::uint8);
  fill_box(vertebrae, {0, 0, 0}, {20, 12, 8}, 20);
  fill_box(regions, {2, 2, 2}, {4, 4, 4}, 49);
  fill_box(regions, {4, 2, 2}, {8, 4, 4}, 50);
  const auto points = centres_of_mass(vertebrae, regions);
  ASSERT_TRUE(points.ok());
  ASSERT_EQ(points->size(), 1u);
  EXPECT_LT((points->at({20, 50}) - small_grid().point_from_index({4.5, 2.5, 2.5})).norm(), 1e-9);
}

TEST(CentresOfMass, ChosenVertebraeAndSubregionsOnly) {
  Volume vertebrae(small_grid(), ScalarType::float64);
  Volume regions(small_grid(), ScalarType::uint8);
  Volume labels(small_grid(), ScalarType::uint8);
  fill_box(labels, {0, 0, 0}, {10, 12, 8}, 20);
  fill_box(labels, {10, 0, 0}, {20, 12, 8}, 21);
  fill_box(regions, {5, 0, 0}, {15, 6, 8}, 50);
  fill_box(regions, {5, 6, 0}, {15, 12, 8}, 42);
  vertebrae = labels.as(ScalarType::float64);  // masks come in any type
  CentresOfMassOptions options;
  options.vertebrae = {21};
  options.subregions = {42};
  const auto points = centres_of_mass(vertebrae, regions, options);
  ASSERT_TRUE(points.ok());
  ASSERT_EQ(points->size(), 1u);
  EXPECT_TRUE(points->contains({21, 42}));
  options.min_voxels = 100000;
  EXPECT_FALSE(centres_of_mass(vertebrae, regions, options).ok());
}

TEST(CentresOfMass, ErrorsNameTheMasks) {
  Volume vertebrae(small_grid(), ScalarType::uint8);
  Volume regions(small_grid(), ScalarType::uint8);
  const auto empty = centres_of_mass(vertebrae, regions, {}, "a.nii", "b.nii");
  ASSERT_FALSE(empty.ok());
  EXPECT_NE(empty.error().title.find("a.nii is empty"), std::string::npos);
  fill_box(vertebrae, {0, 0, 0}, {3, 3, 3}, 20);
  const auto no_regions = centres_of_mass(vertebrae, regions, {}, "a.nii", "b.nii");
  ASSERT_FALSE(no_regions.ok());
  EXPECT_NE(no_regions.error().title.find("b.nii is empty"), std::string::npos);
  Grid shifted = small_grid();
  shifted.origin_mm.x() += 2;
  const auto apart = centres_of_mass(vertebrae, regions.with_grid(shifted), {}, "a.nii", "b.nii");
  ASSERT_FALSE(apart.ok());
  EXPECT_NE(apart.error().title.find("a.nii"), std::string::npos);
  EXPECT_NE(apart.error().title.find("b.nii"), std::string::npos);
}

TEST(CentresOfMass, AnImageThatIsNoMaskIsRefusedByItsName) {
  Volume vertebrae(small_grid(), ScalarType::uint8);
  Volume regions(small_grid(), ScalarType::uint8);
  fill_box(vertebrae, {0, 0, 0}, {10, 12, 8}, 20);
  fill_box(regions, {0, 0, 0}, {10, 6, 8}, 50);
  Volume blurred = regions.as(ScalarType::float32);
  blurred.values<float>()[3] = 49.6F;
  const auto parts = centres_of_mass(vertebrae, blurred, {}, "a.nii", "b.nii");
  ASSERT_FALSE(parts.ok());
  EXPECT_EQ(parts.error().title, "b.nii is no mask: one of its values is 49.6.");
  blurred = vertebrae.as(ScalarType::float32);
  blurred.values<float>()[0] = 19.5F;
  const auto ids = centres_of_mass(blurred, regions, {}, "a.nii", "b.nii");
  ASSERT_FALSE(ids.ok());
  EXPECT_EQ(ids.error().title, "a.nii is no mask: one of its values is 19.5.");
}

struct Anchor {
  int subregion;
  Eigen::Vector3d index;
};

/// The reference's figures are of all vertebrae of the mask together and of the subregion label
/// alone: so every vertebra gets one label, and the other body label is taken out.
void expect_anchors(const std::string& vertebrae_name, const std::string& regions_name,
                    const std::vector<Anchor>& anchors, std::uint8_t dropped_body_label) {
  auto vertebrae = read_nifti(testing::data_folder() / vertebrae_name);
  auto regions = read_nifti(testing::data_folder() / regions_name);
  ASSERT_TRUE(vertebrae.ok() && regions.ok());
  for (auto& label : vertebrae->values<std::uint8_t>()) label = label > 0 ? 22 : 0;
  for (auto& label : regions->values<std::uint8_t>()) {
    if (label == dropped_body_label) label = 0;
  }
  const auto points = centres_of_mass(*vertebrae, *regions);
  ASSERT_TRUE(points.ok()) << points.error().message();
  for (const auto& anchor : anchors) {
    const auto found = points->find({22, anchor.subregion});
    ASSERT_NE(found, points->end());
    const Eigen::Vector3d index = vertebrae->grid().index_from_point(found->second);
    EXPECT_LT((index - anchor.index).cwiseAbs().maxCoeff(), 1e-3) << index.transpose();
  }
}

// The reference implementation's own figures (paper-facts 2.10), rounded to 3 decimals.
TEST(CentresOfMass, MatchTheReferenceOnCt) {
  TRANSPINE_REQUIRE_DATA();
  expect_anchors(
      "vertebra-ct/sub-ct_seg-vert_label-22_msk.nii.gz",
      "vertebra-ct/sub-ct_seg-subreg_label-22_msk.nii.gz",
      {{50, {18.764, 24.825, 35.27}}, {42, {58.131, 25.5, 37.902}}, {41, {39.454, 27.534, 36.538}}},
      subregion::kBodyBorder);
}

TEST(CentresOfMass, MatchTheReferenceOnMr) {
  TRANSPINE_REQUIRE_DATA();
  // The body is label 49 in this MR mask.
  expect_anchors("vertebra-mr/sub-mri_seg-vert_label-6_msk.nii.gz",
                 "vertebra-mr/sub-mri_seg-subreg_label-6_msk.nii.gz",
                 {{42, {52.525, 26.293, 32.39}}, {50, {20.354, 27.507, 32.258}}}, subregion::kBody);
}

}  // namespace
}  // namespace transpine
