// SPDX-License-Identifier: Apache-2.0
#include "app/window/figure_verb.h"

#include <QImage>

#include "tests/app/verb_outcome.h"

namespace transpine {
namespace {

using testing::run_json;
using testing::small_grid;

TEST(FigureVerb, DrawsASliceWithLabelsAtTheAskedResolution) {
  testing::TemporaryFolder folder;
  Volume image(small_grid(), ScalarType::int16);
  auto values = image.values<std::int16_t>();
  std::fill(values.begin(), values.end(), std::int16_t{500});
  Volume labels(small_grid(), ScalarType::uint8);
  auto ids = labels.values<std::uint8_t>();
  std::fill(ids.begin(), ids.end(), std::uint8_t{22});
  ASSERT_TRUE(write_nifti(folder / "a.nii.gz", image).ok());
  ASSERT_TRUE(write_nifti(folder / "m.nii.gz", labels).ok());
  const std::string out = (folder / "a.png").string();
  const auto outcome =
      run_json(make_figure_verb(),
               {(folder / "a.nii.gz").string(), out, "--labels", (folder / "m.nii.gz").string(),
                "--plane", "axial", "--width", "200", "--height", "100", "--scale", "3"});
  ASSERT_EQ(outcome.code, kExitOk) << outcome.err;
  const QImage picture(QString::fromStdString(out));
  ASSERT_EQ(picture.size(), QSize(600, 300));
  EXPECT_GT(picture.pixelColor(330, 180).saturation(), 40) << "labelled beside the middle";
  const auto refused =
      run_json(make_figure_verb(), {(folder / "a.nii.gz").string(), (folder / "a.jpg").string()});
  EXPECT_NE(refused.code, kExitOk);
}

TEST(FigureVerb, WarnsOfLabelsThatLieElsewhere) {
  testing::TemporaryFolder folder;
  const std::string image = testing::write(
      folder, "a.nii", testing::filled(testing::small_grid(), ScalarType::int16, 0, 5));
  const auto told = [&](double off_mm) {
    Grid grid = testing::small_grid();
    grid.origin_mm.y() += off_mm;
    const auto labels =
        testing::write(folder, "m.nii", testing::filled(grid, ScalarType::uint8, 0, 1));
    const auto outcome = run_json(
        make_figure_verb(), {image, (folder / "a.png").string(), "--labels", labels, "--dry-run"});
    EXPECT_EQ(outcome.code, kExitOk) << outcome.err;
    return outcome.err.find("do not overlap") != std::string::npos;
  };
  EXPECT_TRUE(told(500));
  EXPECT_FALSE(told(3));
}

class FigureRefusal : public ::testing::Test {
 protected:
  FigureRefusal() {
    Volume image(small_grid(), ScalarType::float32);
    auto values = image.values<float>();
    std::fill(values.begin(), values.end(), 500.5F);
    EXPECT_TRUE(write_nifti(folder_ / "a.nii.gz", image).ok());
  }
  void expect_refused(std::vector<std::string> args, const std::string& text) {
    args.insert(args.begin(), {(folder_ / "a.nii.gz").string(), (folder_ / "a.png").string()});
    const auto outcome = run_json(make_figure_verb(), args);
    EXPECT_EQ(outcome.code, kExitError) << text;
    EXPECT_NE(outcome.err.find(text), std::string::npos) << outcome.err;
    EXPECT_FALSE(std::filesystem::exists(folder_ / "a.png"));
  }

  testing::TemporaryFolder folder_;
};

TEST_F(FigureRefusal, APlaneThatMissesTheImageNamesTheRange) {
  // Voxel centres go from x = -10 to 9 mm.
  expect_refused({"--plane", "sagittal", "--at", "-30,0,0"}, "x = -10.5 to 9.5 mm");
  expect_refused({"--plane", "axial", "--at", "0,0,900"}, "The axial plane misses");
}

TEST_F(FigureRefusal, AnImageThatIsNoMaskIsNoLabelMap) {
  expect_refused({"--labels", (folder_ / "a.nii.gz").string()}, "is no mask");
}

TEST_F(FigureRefusal, OptionsThatWouldChangeNothing) {
  expect_refused({"--draw", "outline"}, "--labels");
  expect_refused({"--compare", "difference"}, "--second");
  expect_refused({"--second-from-first", "x_ct-from-mr.tfm"}, "--second");
  expect_refused({"--level", "40"}, "--window");
  expect_refused({"--landmarks", "points.json"}, "--vertebra");
  expect_refused({"--vertebra", "L3"}, "--landmarks");
}

}  // namespace
}  // namespace transpine
