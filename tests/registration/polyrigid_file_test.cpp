// SPDX-License-Identifier: Apache-2.0
#include "core/registration/polyrigid_file.h"

#include <gtest/gtest.h>

#include "core/base/atomic_file.h"
#include "core/image/nifti_io.h"
#include "tests/registration/spine_points.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using testing::kFirstLevel;
using testing::TemporaryFolder;

PolyrigidParts sample_parts() {
  PolyrigidParts parts;
  parts.shapes.mr_points = testing::spine(4, true);
  parts.ct_from_mr = Rigid3::about({1, 2, 3}, {0, 1, 0}, 7, {30, 20, 10});
  for (int i = 0; i < 4; ++i) {
    parts.by_vertebra[kFirstLevel + i] =
        Rigid3::about({0, 0, -30.0 * i}, {1, 0, 0.3}, 1.5 * i) * parts.ct_from_mr;
  }
  return parts;
}

Volume sample_mask() {
  Grid grid;
  grid.size = {30, 40, 60};
  grid.spacing_mm = {2, 2.5, 2};
  grid.origin_mm = {-30, -30, -100};
  Volume mask(grid, ScalarType::uint8);
  auto values = mask.values<std::uint8_t>();
  for (std::size_t n = 0; n < values.size(); ++n) {
    values[n] = n / 1200 < 20 ? kFirstLevel + 2 : n / 1200 > 30 ? kFirstLevel + 1 : 0;
  }
  return mask;
}

TEST(PolyrigidFile, SurvivesAndMoves) {
  TemporaryFolder folder;
  PolyrigidParts parts = sample_parts();
  RandomStream random(95, "file");
  for (const bool with_mask : {false, true}) {
    if (with_mask) {
      std::filesystem::create_directories(folder / "a/masks");
      parts.shapes.mask = folder / "a/masks/m.nii.gz";
      parts.shapes.mask_of = ShapeSource::Image::ct;
      ASSERT_TRUE(write_nifti(parts.shapes.mask, sample_mask()).ok());
    }
    ASSERT_TRUE(write_polyrigid(folder / "a/s_ct-from-mr.json", parts).ok());
    // The folder moves with both files.
    std::filesystem::rename(folder / "a", folder / "b");
    const auto read = read_polyrigid(folder / "b/s_ct-from-mr.json");
    ASSERT_TRUE(read.ok()) << read.error().message();
    std::filesystem::rename(folder / "b", folder / "a");
    const auto back = read_polyrigid(folder / "a/s_ct-from-mr.json");
    ASSERT_TRUE(back.ok());
    const auto expected = polyrigid_of(parts);
    const auto found = polyrigid_of(*back);
    ASSERT_TRUE(expected.ok() && found.ok());
    EXPECT_EQ(found->shapes_in_mr().size(), 4u);
    EXPECT_EQ(found->shapes_in_mr().at(kFirstLevel + 1).is_measured(), with_mask);
    for (int round = 0; round < 100; ++round) {
      const Eigen::Vector3d p = testing::random_vector(random, 60);
      EXPECT_LT((found->ct_from_mr(p) - expected->ct_from_mr(p)).norm(), 1e-6);
    }
  }
  // A mask that has changed since gives another transform: it is refused.
  Volume other = sample_mask();
  other.values<std::uint8_t>()[0] = 0;
  ASSERT_TRUE(write_nifti(parts.shapes.mask, other).ok());
  const auto changed = read_polyrigid(folder / "a/s_ct-from-mr.json");
  ASSERT_FALSE(changed.ok());
  EXPECT_NE(changed.error().title.find("has changed"), std::string::npos);
}

TEST(PolyrigidFile, RefusesOtherFiles) {
  TemporaryFolder folder;
  for (const char* text : {"", "[]", "{}", R"({"format": "transpine-polyrigid", "version": 1})",
                           R"({"format": "transpine-polyrigid", "version": 2})"}) {
    ASSERT_TRUE(write_text_atomically(folder / "p.json", text).ok());
    const auto read = read_polyrigid(folder / "p.json");
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_NE(read.error().title.find("p.json"), std::string::npos);
  }
}

}  // namespace
}  // namespace transpine
