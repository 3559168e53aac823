// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/verbs/verbs.h"
#include "core/base/atomic_file.h"
#include "core/registration/transform_file.h"
#include "tests/app/verb_outcome.h"
#include "tests/surfaces/shapes.h"

namespace transpine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::run_json;
using testing::TemporaryFolder;
using testing::write;

class SurfacesVerb : public ::testing::Test {
 protected:
  static Volume balls(double radius_mm) {
    Grid grid;
    grid.size = {60, 40, 40};
    return testing::balls(grid, {{{18, 20, 20}, radius_mm, 20}, {{42, 20, 20}, radius_mm, 300}});
  }

  TemporaryFolder folder_;
  std::string labels_ = write(folder_, "labels.nii.gz", balls(10));
};

TEST_F(SurfacesVerb, WritesOneFileForEachLabelIntoAFolder) {
  const auto outcome =
      run_json(make_surfaces_verb(), {labels_, (folder_ / "out").string(), "--format", "ply"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(folder_.files(), ElementsAre("labels.nii.gz", "out/L1.ply", "out/label-300.ply"));
  const double ball_ml = 4.0 / 3 * M_PI;
  EXPECT_NEAR(outcome.result["surfaces"]["L1"]["volume_ml"].get<double>(), ball_ml, 0.03 * ball_ml);
  EXPECT_EQ(outcome.result["space"], "LPS");
}

TEST_F(SurfacesVerb, MeasuresHowFarTheyLieFromThoseOfAnotherMask) {
  const std::string reference = write(folder_, "reference.nii.gz", balls(12));
  const auto outcome = run_json(make_surfaces_verb(),
                                {labels_, (folder_ / "spine.vtp").string(), "--against", reference,
                                 "--vertebrae", "L1", "--csv", (folder_ / "mm.csv").string()});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  ASSERT_EQ(outcome.result["surfaces"].size(), 1U);
  const auto distance = outcome.result["surfaces"]["L1"]["distance_mm"];
  EXPECT_NEAR(distance["mean"].get<double>(), 2, 0.1);
  EXPECT_NEAR(distance["hd95"].get<double>(), 2, 0.3);
  EXPECT_NEAR(distance["bias"].get<double>(), -2, 0.1);
  EXPECT_THAT(value_or_throw(read_text(folder_ / "mm.csv")), HasSubstr("\nL1,"));
  EXPECT_THAT(value_or_throw(read_text(folder_ / "spine.vtp")), HasSubstr("distance_mm"));
}

TEST_F(SurfacesVerb, WarnsOfMasksInDifferentPlaces) {
  Volume far = value_or_throw(read_nifti(labels_));
  Grid grid = far.grid();
  const auto told = [&](double off_mm) {
    grid.origin_mm.x() = off_mm;
    const auto other = write(folder_, "far.nii.gz", far.with_grid(grid));
    const auto outcome = run_json(make_surfaces_verb(), {labels_, (folder_ / "out").string(),
                                                         "--against", other, "--dry-run"});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.err.find("do not overlap") != std::string::npos;
  };
  EXPECT_TRUE(told(1000));
  EXPECT_FALSE(told(5));
}

TEST_F(SurfacesVerb, ADryRunNamesTheFilesAndWritesNone) {
  const auto outcome =
      run_json(make_surfaces_verb(), {labels_, (folder_ / "out").string(), "--dry-run"});
  ASSERT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_EQ(outcome.result["files"][0], (folder_ / "out/L1.stl").string());
  EXPECT_THAT(folder_.files(), ElementsAre("labels.nii.gz"));
}

TEST_F(SurfacesVerb, SaysWhatIsWrongAndWritesNothing) {
  const auto failed = [&](std::vector<std::string> args, const std::string& text) {
    const auto outcome = run_json(make_surfaces_verb(), args);
    EXPECT_EQ(outcome.code, 1) << text;
    EXPECT_THAT(outcome.err, HasSubstr(text));
  };
  const std::string out = (folder_ / "out").string();
  failed({(folder_ / "none.nii").string(), out}, "none.nii");
  failed({labels_, out, "--vertebrae", "L9"}, "L9");
  failed({labels_, out, "--vertebrae", "C3"}, "has none of C3");
  failed({labels_, labels_}, "labels.nii.gz");
  failed({labels_, out, "--against", (folder_ / "none.nii").string()}, "none.nii");
  Grid grid;
  grid.size = {4, 4, 4};
  failed({write(folder_, "empty.nii", Volume(grid, ScalarType::uint8)), out}, "has no labels");
  // Nothing of a name that is half a surface file's, and no option that would do nothing.
  failed({labels_, (folder_ / "spine.obj").string()}, "spine.obj is no name of a surface file");
  failed({labels_, out, "--csv", (folder_ / "mm.csv").string()}, "--against");
  failed({labels_, out, "--transform", (folder_ / "ct-from-mr.tfm").string()}, "--against");
  // No output takes the place of an input or of another output, inside a folder neither.
  const std::string mesh = (folder_ / "m.stl").string();
  failed({labels_, mesh, "--against", labels_, "--csv", labels_}, "is an input");
  failed({labels_, mesh, "--against", labels_, "--csv", mesh}, "written twice");
  failed({labels_, out, "--against", labels_, "--csv", out + "/L1.stl"}, "written twice");
  EXPECT_THAT(folder_.files(), ElementsAre("empty.nii", "labels.nii.gz"));
}

TEST_F(SurfacesVerb, RefusesImagesThatAreNoMasks) {
  const auto refused = [&](const char* name, const Volume& image, const std::string& text) {
    const std::string file = write(folder_, name, image);
    const std::string out = (folder_ / "out").string();
    for (const auto& args : {std::vector<std::string>{file, out},
                             std::vector<std::string>{labels_, out, "--against", file}}) {
      const auto outcome = run_json(make_surfaces_verb(), args);
      EXPECT_EQ(outcome.code, 1);
      EXPECT_THAT(outcome.err, HasSubstr(text));
      EXPECT_FALSE(std::filesystem::exists(out));
    }
  };
  Grid grid;
  grid.size = {12, 12, 12};
  Volume ct(grid, ScalarType::float32);
  for (auto& value : ct.values<float>()) value = -1000;
  refused("ct.nii", ct, "ct.nii is no mask: one of its values is -1000");
  ct.values<float>()[7] = 0.25F;
  for (auto& value : ct.values<float>()) value = std::abs(value) / 1000;
  refused("half.nii", ct, "half.nii is no mask: one of its values is 0.00025");
  Volume mr(grid, ScalarType::int16);
  std::int16_t brightness = 0;
  for (auto& value : mr.values<std::int16_t>()) value = static_cast<std::int16_t>(brightness++);
  refused("mr.nii", mr, "more than 512 different values");
}

TEST_F(SurfacesVerb, PlacesTheReferenceByATransform) {
  Grid grid;
  grid.size = {60, 40, 40};
  const Rigid3 ct_from_mr({1, 0, 0, 0}, {4, 0, 0});
  const std::string on_ct =
      write(folder_, "ct.nii.gz",
            testing::balls(grid, {{{22, 20, 20}, 10, 20}, {{46, 20, 20}, 10, 300}}));
  const auto mean_mm = [&](const char* name, const Rigid3& transform) {
    const std::string file = (folder_ / name).string();
    EXPECT_TRUE(write_transform(file, transform).ok());
    const auto outcome = run_json(make_surfaces_verb(), {labels_, (folder_ / "out").string(),
                                                         "--against", on_ct, "--transform", file});
    EXPECT_EQ(outcome.code, 0) << outcome.err;
    return outcome.result["surfaces"]["L1"]["distance_mm"]["mean"].get<double>();
  };
  EXPECT_LT(mean_mm("sub-1_ct-from-mr.tfm", ct_from_mr), 0.01);
  EXPECT_GT(mean_mm("sub-1_wrong_ct-from-mr.tfm", ct_from_mr.inverse()), 2);
}

}  // namespace
}  // namespace transpine
