// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/simulate_mr.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "core/image/nifti_io.h"
#include "core/landmarks/centres_of_mass.h"
#include "core/landmarks/spine_labels.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

class SimulateMr : public ::testing::Test {
 protected:
  void SetUp() override {
    TRANSPINE_REQUIRE_DATA();
    const auto folder = testing::data_folder() / "lumbar-ct";
    ct_ = value_or_throw(read_nifti(folder / "example_ct.nii.gz"));
    vertebrae_ = value_or_throw(read_nifti(folder / "vertebrae_verse-ids.nii.gz"));
    bodies_ = value_or_throw(read_nifti(folder / "totalseg_vertebrae_body.nii.gz"));
    options_.in_plane_mm = 2;
  }
  Volume ct_, vertebrae_, bodies_;
  SimulateMrOptions options_;
  JobContext job_;
};

TEST_F(SimulateMr, TruthMapsTheMaskOntoItself) {
  const auto result = value_or_throw(simulate_mr(ct_, vertebrae_, bodies_, options_, job_));
  EXPECT_EQ(result.mr.grid().orientation(), "PIR");
  EXPECT_GT(result.ct_from_mr.angle_deg(), 1);
  // The simulated masks' bodies, carried over, lie where the CT's do.
  Volume parts = vertebrae_.as(ScalarType::uint8).clone();
  const Volume bodies = bodies_.as(ScalarType::uint8);
  for (std::int64_t i = 0; i < parts.voxel_count(); ++i) {
    parts.values<std::uint8_t>()[i] =
        bodies.values<std::uint8_t>()[i] ? subregion::kBody : subregion::kArcus;
  }
  const auto in_mr = value_or_throw(centres_of_mass(result.vertebrae, result.subregions));
  const auto in_ct = value_or_throw(centres_of_mass(vertebrae_.as(ScalarType::uint8), parts));
  int compared = 0;
  for (int id = 21; id <= 23; ++id) {
    const LandmarkKey body{id, subregion::kBody};
    ASSERT_TRUE(in_mr.contains(body) && in_ct.contains(body)) << vertebra_name(id);
    EXPECT_LT((result.ct_from_mr * in_mr.at(body) - in_ct.at(body)).norm(), 1.5)
        << vertebra_name(id);
    ++compared;
  }
  EXPECT_EQ(compared, 3);
}

TEST_F(SimulateMr, SameSeedSameVoxels) {
  const auto a = value_or_throw(simulate_mr(ct_, vertebrae_, bodies_, options_, job_));
  const auto b = value_or_throw(simulate_mr(ct_, vertebrae_, bodies_, options_, job_));
  EXPECT_EQ(std::memcmp(a.mr.data(), b.mr.data(), a.mr.byte_size()), 0);
}

TEST_F(SimulateMr, WorksWithoutABodyMask) {
  const auto result = value_or_throw(simulate_mr(ct_, vertebrae_, {}, options_, job_));
  const auto parts = result.subregions.values<std::uint8_t>();
  EXPECT_GT(std::count(parts.begin(), parts.end(), subregion::kBody), 1000);
  EXPECT_GT(std::count(parts.begin(), parts.end(), subregion::kArcus), 1000);
}

TEST_F(SimulateMr, RefusesOtherGridsAndEmptyMasks) {
  Grid other = ct_.grid();
  other.size[0] -= 1;
  EXPECT_FALSE(simulate_mr(ct_, Volume(other, ScalarType::uint8), {}, options_, job_));
  const auto empty = simulate_mr(ct_, Volume(ct_.grid(), ScalarType::uint8), {}, options_, job_);
  ASSERT_FALSE(empty);
  EXPECT_THAT(empty.error().title, ::testing::HasSubstr("empty"));
}

}  // namespace
}  // namespace transpine
