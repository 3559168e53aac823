// SPDX-License-Identifier: Apache-2.0
#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/registration/transform_file.h"
#include "tests/app/verb_outcome.h"

namespace transpine {
namespace {

using testing::filled;
using testing::run_json;
using testing::small_grid;

class ProbeVerb : public ::testing::Test {
 protected:
  ProbeVerb() {
    Volume ramp(small_grid(), ScalarType::float32);
    auto values = ramp.values<float>();
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i % 20);
    EXPECT_TRUE(write_nifti(folder_ / "a.nii.gz", ramp).ok());
  }
  std::string path(const char* name) const { return (folder_ / name).string(); }

  testing::TemporaryFolder folder_;
};

TEST_F(ProbeVerb, TellsValuesAtAPlaceInACircleAndAlongALine) {
  // Voxel (i, j, k) lies at (-10 + i, -12 + j, -9 + 3 k) mm and holds i.
  const auto outcome =
      run_json(make_probe_verb(), {path("a.nii.gz"), "--at", "-6,0,0", "--to", "-2,0,0",
                                   "--radius-mm", "4", "--csv", path("line.csv")});
  ASSERT_EQ(outcome.code, kExitOk) << outcome.err;
  const auto& image = outcome.result["images"][0];
  EXPECT_EQ(image["value"], 4);
  EXPECT_NEAR(image["region"]["mean"].get<double>(), 4, 1e-6);
  EXPECT_NEAR(image["region"]["sd"].get<double>(), 0, 1e-6);
  EXPECT_NEAR(image["profile"].back()[1].get<double>(), 8, 1e-6);
  EXPECT_EQ(image["profile"].size(), 9U);
  const std::string table = value_or_throw(read_text(path("line.csv")));
  EXPECT_EQ(std::count(table.begin(), table.end(), '\n'), 10);
}

TEST_F(ProbeVerb, SaysWhatLiesOutside) {
  ::testing::internal::CaptureStdout();
  ASSERT_EQ(run_verb(*make_probe_verb(), {path("a.nii.gz"), "--at", "900,0,0", "--radius-mm", "4"}),
            kExitOk);
  EXPECT_EQ(::testing::internal::GetCapturedStdout(),
            path("a.nii.gz") + ": outside, circle outside\n");
}

TEST_F(ProbeVerb, PlacesTheOtherImagesByTheTransform) {
  ASSERT_TRUE(write_transform(path("b-from-a.tfm"), Rigid3({1, 0, 0, 0}, {3, 0, 0})).ok());
  const auto outcome = run_json(make_probe_verb(), {path("a.nii.gz"), path("a.nii.gz"), "--at",
                                                    "-6,0,0", "--transform", path("b-from-a.tfm")});
  EXPECT_EQ(outcome.result["images"][1]["value"], 7);
}

TEST_F(ProbeVerb, TurnsATransformRoundThatIsNamedTheOtherWay) {
  Volume ct(small_grid(), ScalarType::float32);
  auto values = ct.values<float>();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i % 20 < 10 ? -150 : 800;  // No air.
  ASSERT_TRUE(write_nifti(folder_ / "ct.nii.gz", ct).ok());
  ASSERT_TRUE(write_transform(path("ct-from-mr.tfm"), Rigid3({1, 0, 0, 0}, {3, 0, 0})).ok());
  ASSERT_TRUE(write_transform(path("mr-from-ct.tfm"), Rigid3({1, 0, 0, 0}, {3, 0, 0})).ok());
  const auto second = [&](const char* first, const char* other, const char* transform) {
    return run_json(make_probe_verb(),
                    {path(first), path(other), "--at", "-6,0,0", "--transform", path(transform)})
        .result["images"][1]["value"];
  };
  // The MR, a ramp, holds 4 there; 3 mm further 7, 3 mm back 1.
  EXPECT_EQ(second("a.nii.gz", "a.nii.gz", "ct-from-mr.tfm"), 7);
  EXPECT_EQ(second("ct.nii.gz", "a.nii.gz", "ct-from-mr.tfm"), 1);
  EXPECT_EQ(second("ct.nii.gz", "a.nii.gz", "mr-from-ct.tfm"), 7);
  EXPECT_EQ(second("a.nii.gz", "a.nii.gz", "mr-from-ct.tfm"), 1);
}

TEST_F(ProbeVerb, AnswersBadInputPlainly) {
  EXPECT_NE(run_json(make_probe_verb(), {path("a.nii.gz"), "--at", "1,2"}).code, kExitOk);
  EXPECT_NE(run_json(make_probe_verb(), {path("none.nii"), "--at", "1,2,3"}).code, kExitOk);
  const auto overwrite = run_json(make_probe_verb(), {path("a.nii.gz"), "--at", "0,0,0", "--to",
                                                      "1,1,1", "--csv", path("a.nii.gz")});
  EXPECT_NE(overwrite.code, kExitOk);
  EXPECT_TRUE(run_json(make_probe_verb(), {path("a.nii.gz"), "--at", "900,0,0"})
                  .result["images"][0]["value"]
                  .is_null());
}

}  // namespace
}  // namespace transpine
