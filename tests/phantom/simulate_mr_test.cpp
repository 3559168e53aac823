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

// The rearmost part of each vertebra, called spinous process, becomes a landmark of both images.
TEST_F(SimulateMr, PartsOfASubregionMaskBecomeLandmarks) {
  Volume parts = vertebrae_.as(ScalarType::uint8).clone();
  const Volume bodies = bodies_.as(ScalarType::uint8);
  const Grid& grid = parts.grid();
  const int axis = grid.nearest_index_axes()[1];
  const Volume ids = vertebrae_.as(ScalarType::uint8);
  std::map<int, double> rearmost;
  const auto depth = [&](std::int64_t i, std::int64_t j, std::int64_t k) {
    return grid.point_from_index(Eigen::Vector3d(i, j, k))[1];
  };
  ASSERT_GE(axis, 0);
  for (const bool measuring : {true, false}) {
    for (std::int64_t k = 0; k < grid.size[2]; ++k) {
      for (std::int64_t j = 0; j < grid.size[1]; ++j) {
        for (std::int64_t i = 0; i < grid.size[0]; ++i) {
          const auto at = static_cast<std::size_t>(grid.offset(i, j, k));
          const int id = ids.values<std::uint8_t>()[at];
          if (id == 0) continue;
          if (measuring) {
            auto& y = rearmost.try_emplace(id, -1e9).first->second;
            y = std::max(y, depth(i, j, k));
          } else {
            parts.values<std::uint8_t>()[at] =
                bodies.values<std::uint8_t>()[at]         ? subregion::kBodyBorder
                : depth(i, j, k) > rearmost.at(id) - 12.0 ? subregion::kSpinousProcess
                                                          : subregion::kArcus;
          }
        }
      }
    }
  }
  auto result = value_or_throw(simulate_mr(ct_, vertebrae_, bodies_of(parts), options_, job_));
  const auto named = name_subregions(result, ct_.grid(), parts, job_);
  ASSERT_TRUE(named) << named.error().message();
  const auto in_mr = value_or_throw(centres_of_mass(result.vertebrae, result.subregions));
  const auto in_ct = value_or_throw(centres_of_mass(ids, parts));
  for (int id = 21; id <= 23; ++id) {
    for (const int part : {subregion::kSpinousProcess, subregion::kBody}) {
      const LandmarkKey key{id, part};
      ASSERT_TRUE(in_mr.contains(key) && in_ct.contains(key)) << vertebra_name(id) << " " << part;
      EXPECT_LT((result.ct_from_mr * in_mr.at(key) - in_ct.at(key)).norm(), 1.5);
    }
  }
  const auto nothing =
      name_subregions(result, ct_.grid(), Volume(ct_.grid(), ScalarType::uint8), job_);
  ASSERT_FALSE(nothing);
  EXPECT_THAT(nothing.error().title, ::testing::HasSubstr("no subregion ids"));
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
