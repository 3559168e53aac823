// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/landmark_files.h"

#include <gtest/gtest.h>

#include "core/base/atomic_file.h"
#include "core/geometry/rigid3.h"
#include "core/image/nifti_io.h"
#include "core/image/resample.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using testing::TemporaryFolder;

Grid oblique_grid() {
  Grid grid;
  grid.size = {40, 60, 30};
  grid.spacing_mm = {0.8, 1.2, 2.5};
  grid.direction =
      Rigid3::about(Eigen::Vector3d::Zero(), {1, -0.4, 0.2}, 12).rotation().toRotationMatrix();
  grid.origin_mm = {-20, 33, 410};
  return grid;
}

LandmarkSet some_points() {
  return {{{19, 50}, {1.25, -2.5, 400}},
          {{19, 42}, {2, 38.125, 395}},
          {{28, 50}, {0.5, -1, 370}},
          {{20, 50}, {0, 0.25, 340.0625}},
          {{26, 41}, {-7.5, 12, 300}}};
}

void expect_same_points(const LandmarkSet& actual, const LandmarkSet& expected,
                        double tolerance_mm = 1e-9) {
  ASSERT_EQ(actual.size(), expected.size());
  for (const auto& [key, p] : expected) {
    const auto found = actual.find(key);
    ASSERT_NE(found, actual.end()) << key.vertebra << " " << key.subregion;
    EXPECT_LT((found->second - p).norm(), tolerance_mm);
  }
}

TEST(LandmarkFiles, EveryFormatSurvives) {
  TemporaryFolder folder;
  for (const auto format :
       {LandmarkFormat::verse, LandmarkFormat::poi, LandmarkFormat::poi_global}) {
    ASSERT_TRUE(write_landmarks(folder / "points.json", some_points(), format, oblique_grid()));
    // The files carry their geometry, so the image is not needed to read them back.
    const auto read = read_landmarks(folder / "points.json");
    ASSERT_TRUE(read.ok()) << read.error().message();
    expect_same_points(*read, some_points());
  }
}

TEST(LandmarkFiles, OwnDocumentKeepsBothImagesAndStates) {
  TemporaryFolder folder;
  LandmarkDocument document;
  document.mr = with_state(some_points(), LandmarkState::placed);
  document.mr[{19, 42}].state = LandmarkState::excluded;
  document.ct = with_state({{{20, 50}, {1, 2, 3}}}, LandmarkState::confirmed);
  ASSERT_TRUE(write_landmark_document(folder / "landmarks.json", document));
  const auto read = read_landmark_document(folder / "landmarks.json");
  ASSERT_TRUE(read.ok()) << read.error().message();
  EXPECT_EQ(*read, document);

  LandmarkSet active = some_points();
  active.erase({19, 42});
  expect_same_points(*read_landmarks(folder / "landmarks.json"), active);
  expect_same_points(*read_landmarks(folder / "landmarks.json", {}, LandmarkSide::ct),
                     {{{20, 50}, {1, 2, 3}}});
}

TEST(LandmarkFiles, ReadsVoxelIndicesInAnotherOrientation) {
  TemporaryFolder folder;
  const Grid grid = oblique_grid();
  const auto turned = reoriented_grid(grid, "PIR");
  ASSERT_TRUE(turned.ok());
  const Eigen::Vector3d p(3, 1, 380);
  const Eigen::Vector3d index = turned->index_from_point(p);
  const nlohmann::json list = {
      {{"direction", {"P", "I", "R"}}},
      {{"label", 42 * 256 + 21}, {"X", index.x()}, {"Y", index.y()}, {"Z", index.z()}},
      {{"label", 22}, {"X", nullptr}, {"Y", nullptr}, {"Z", nullptr}}};
  ASSERT_TRUE(write_text_atomically(folder / "ctd.json", list.dump()));
  const auto points = read_landmarks(folder / "ctd.json", grid);
  ASSERT_TRUE(points.ok()) << points.error().message();
  expect_same_points(*points, {{{21, 42}, p}});
  const auto without_grid = read_landmarks(folder / "ctd.json");
  ASSERT_FALSE(without_grid.ok());
  EXPECT_NE(without_grid.error().title.find("ctd.json"), std::string::npos);
}

TEST(LandmarkFiles, ReadsNamesAndRasOfPoiFiles) {
  TemporaryFolder folder;
  ASSERT_TRUE(write_text_atomically(folder / "poi.json",
                                    R"([{"format": "POI_GLOBAL", "coordinate_system": "nib"},
          {"L1": {"Vertebra_Corpus": [1, 2, 3], "42": [4, 5, 6], "Unknown_Name": [0, 0, 0]},
           "S1": {"50": [7, 8, 9]}}])"));
  const auto points = read_landmarks(folder / "poi.json");
  ASSERT_TRUE(points.ok()) << points.error().message();
  expect_same_points(*points,
                     {{{20, 50}, {-1, -2, 3}}, {{20, 42}, {-4, -5, 6}}, {{26, 50}, {-7, -8, 9}}});
}

TEST(LandmarkFiles, ReadsOldPoiLists) {
  TemporaryFolder folder;
  Grid grid;
  grid.size = {100, 100, 100};
  grid.origin_mm = {-50, -50, -50};
  ASSERT_TRUE(write_text_atomically(folder / "old.json",
                                    R"json([{"vert_label": "20", "50": "(10, 20, 30)"}])json"));
  const auto points = read_landmarks(folder / "old.json", grid);
  ASSERT_TRUE(points.ok()) << points.error().message();
  const auto rpi = reoriented_grid(grid, "RPI");
  expect_same_points(*points, {{{20, 50}, rpi->point_from_index({10, 20, 30})}});
}

TEST(LandmarkFiles, RefusesOtherFilesByName) {
  TemporaryFolder folder;
  for (const std::string text :
       {"", "no json", "[]", "{}", "42", "[1, 2]", R"([{"direction": ["P", "I"]}, {"label": 3}])",
        R"([{"direction": ["P", "I", "R"], "zoom": [1, 1, 1], "origin": [0, 0, 0],
            "rotation": [[1, 0, 0], [0, 1, 0], 5]}, {"L1": {"50": [1, 2, 3]}}])",
        R"([{"coordinate_system": "nib"}, {"Q7": {"50": [1, 2, 3]}}])",
        R"({"format": "transpine-landmarks", "mr": [{"vertebra_id": 20}]})",
        R"({"format": "transpine-landmarks", "version": 99})"}) {
    ASSERT_TRUE(write_text_atomically(folder / "odd.json", text));
    const auto points = read_landmarks(folder / "odd.json", oblique_grid());
    ASSERT_FALSE(points.ok()) << text;
    EXPECT_NE(points.error().title.find("odd.json"), std::string::npos) << points.error().title;
  }
  EXPECT_FALSE(read_landmarks(folder / "missing.json").ok());
}

TEST(LandmarkFiles, VerseCentroidsLieInTheirVertebrae) {
  TRANSPINE_REQUIRE_DATA();
  const auto folder = testing::data_folder() / "verse-poi";
  const auto mask = read_nifti(folder / "sub-verse004_seg-vert_msk.nii.gz");
  ASSERT_TRUE(mask.ok()) << mask.error().message();
  const auto points = read_landmarks(folder / "sub-verse004_seg-subreg_ctd.json", mask->grid());
  ASSERT_TRUE(points.ok()) << points.error().message();
  ASSERT_EQ(points->size(), 9u);
  for (const auto& [key, p] : *points) {
    const Eigen::Vector3d index = mask->grid().index_from_point(p);
    EXPECT_EQ(mask->at(std::lround(index[0]), std::lround(index[1]), std::lround(index[2])),
              key.vertebra);
  }
}

}  // namespace
}  // namespace transpine
