// SPDX-License-Identifier: Apache-2.0
// That ITK reads our transforms and displacement fields as what they are.
#include <gtest/gtest.h>

#include "core/registration/displacement_field.h"
#include "core/registration/polyrigid.h"
#include "core/registration/transform_file.h"
#include "tests/registration/itk_points.h"
#include "tests/registration/spine_points.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using testing::TemporaryFolder;

Eigen::Vector3d vector_of(const testing::ItkPoint& p) {
  return {p[0], p[1], p[2]};
}

TEST(TransformsInItk, TextAndHdf5AreWhatTheySay) {
  TemporaryFolder folder;
  RandomStream random(91, "itk");
  for (int round = 0; round < 10; ++round) {
    const Rigid3 ct_from_mr = testing::random_rigid(random);
    const Eigen::Vector3d p = testing::random_vector(random, 100);
    ASSERT_TRUE(write_transform(folder / "t.tfm", ct_from_mr));
    ASSERT_TRUE(write_transform(folder / "t.h5", ct_from_mr));
    const Eigen::Vector3d expected = ct_from_mr * p;
    for (const char* name : {"t.tfm", "t.h5"}) {
      const auto moved = testing::through_itk_transform(folder / name, {p.x(), p.y(), p.z()});
      EXPECT_LT((vector_of(moved) - expected).norm(), 1e-9) << name;
    }
  }
}

/// A field of a polyrigid transform on an oblique grid, applied by ITK.
TEST(DisplacementFieldInItk, MovesPointsAsTheTransformDoes) {
  TemporaryFolder folder;
  const LandmarkSet points = testing::spine(3, true);
  std::map<int, Rigid3> by_vertebra;
  for (int i = 0; i < 3; ++i) {
    by_vertebra[testing::kFirstLevel + i] =
        Rigid3::about({0, 0, -30.0 * i}, {1, 0.2, 0}, 2.0 * i, {5, -3, 2});
  }
  const Polyrigid transform(by_vertebra.begin()->second, by_vertebra, shapes_from_points(points));
  Grid grid;
  grid.size = {12, 30, 25};
  grid.spacing_mm = {4, 3, 5};
  grid.direction = Rigid3::about({0, 0, 0}, {1, -1, 2}, 25).rotation().toRotationMatrix();
  grid.origin_mm = {-20, -40, -80};
  JobContext job;
  const auto field = displacement_field(
      grid, [&](const Eigen::Vector3d& p) { return transform.ct_from_mr(p); }, job);
  ASSERT_TRUE(field.ok());
  ASSERT_TRUE(write_nifti_vectors(folder / "warp.nii.gz", *field));

  std::vector<testing::ItkPoint> at;
  for (std::int64_t k = 0; k < 25; k += 4) {
    for (std::int64_t j = 0; j < 30; j += 5) {
      for (std::int64_t i = 0; i < 12; i += 3) {
        const Eigen::Vector3d p = grid.point_from_index(
            {static_cast<double>(i), static_cast<double>(j), static_cast<double>(k)});
        at.push_back({p.x(), p.y(), p.z()});
      }
    }
  }
  const auto moved = testing::through_itk_field(folder / "warp.nii.gz", at);
  ASSERT_EQ(moved.size(), at.size());
  for (std::size_t i = 0; i < at.size(); ++i) {
    // Single precision.
    EXPECT_LT((vector_of(moved[i]) - transform.ct_from_mr(vector_of(at[i]))).norm(), 2e-3);
  }
}

TEST(DisplacementFieldInItk, StopsWhenCancelled) {
  std::stop_source stop;
  stop.request_stop();
  JobContext job(stop.get_token(), {});
  Grid grid;
  grid.size = {4, 4, 4};
  EXPECT_FALSE(displacement_field(
                   grid, [](const Eigen::Vector3d& p) { return p; }, job)
                   .ok());
}

}  // namespace
}  // namespace transpine
