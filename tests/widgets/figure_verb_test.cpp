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

}  // namespace
}  // namespace transpine
