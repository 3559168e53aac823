// SPDX-License-Identifier: Apache-2.0
// Compare modes, label styles and colour maps, by the pixels that they make.
#include <gtest/gtest.h>

#include <QPainter>
#include <QTest>
#include <cmath>

#include "widgets/view/slice_view.h"

namespace transpine {
namespace {

/// Two images of 40 x 40 x 8 voxels of 1 mm; by default both are 100 on the patient's left half.
class CompareTest : public ::testing::Test {
 protected:
  CompareTest() : view_(ViewPlane::axial, &cursor_) {
    view_.resize(400, 400);
    layers_ = {layer("MR", 0), layer("CT", 0)};
  }

  static Volume half_volume(int shift) {
    Grid grid;
    grid.size = {40, 40, 8};
    Volume volume(grid, ScalarType::int16);
    auto values = volume.values<std::int16_t>();
    for (std::size_t at = 0; at < values.size(); ++at) {
      values[at] = static_cast<int>(at % 40) >= 20 + shift ? 100 : 0;
    }
    return volume;
  }

  static SliceLayer layer(const QString& name, int shift) {
    SliceLayer made;
    made.volume = half_volume(shift);
    made.name = name;
    made.window = 100;
    made.level = 50;
    return made;
  }

  QImage shown(CompareMode mode, double amount = 0.5) {
    SliceCompare compare;
    compare.mode = mode;
    compare.amount = amount;
    compare.contour_level = 50;
    compare.difference_range = 100;
    return shown(compare);
  }

  QImage shown(const SliceCompare& compare) {
    view_.set_layers(layers_, true);
    view_.set_compare(compare);
    cursor_.jump_to({19.5, 19.5, 4});
    view_.picture();  // Fits.
    return view_.picture();
  }

  QColor at(const QImage& image, double x_mm, double y_mm) {
    return image.pixelColor(view_.pixel_from_point({x_mm, y_mm, 4}).toPoint());
  }

  LinkedCursor cursor_;
  SliceView view_;
  std::vector<SliceLayer> layers_;
};

TEST_F(CompareTest, TwoColoursAreGrayWhereImagesAgreeAndColouredWhereNot) {
  QImage image = shown(CompareMode::two_colours);
  EXPECT_EQ(at(image, 30, 30), QColor(255, 255, 255));
  EXPECT_EQ(at(image, 10, 30), QColor(0, 0, 0));
  layers_[1] = layer("CT", 6);  // Its bright half begins 6 mm later.
  image = shown(CompareMode::two_colours);
  EXPECT_EQ(at(image, 23, 30), QColor(255, 255, 0)) << "only in the first";
  EXPECT_EQ(at(image, 33, 30), QColor(255, 255, 255));
}

TEST_F(CompareTest, DifferenceIsSignedAndNeutralWhereImagesAgree) {
  layers_[0].unit = layers_[1].unit = "HU";
  layers_[1] = layer("CT", 6);
  layers_[1].unit = "HU";
  const QImage image = shown(CompareMode::difference);
  const QColor more = at(image, 23, 30);
  EXPECT_GT(more.red(), more.blue() + 80);
  const QColor same = at(image, 33, 30);
  EXPECT_LT(std::abs(same.red() - same.blue()), 12);
  std::swap(layers_[0], layers_[1]);
  const QColor less = at(shown(CompareMode::difference), 23, 30);
  EXPECT_GT(less.blue(), less.red() + 80);
}

TEST_F(CompareTest, DifferenceOfUnlikeUnitsIsOfPlacesInTheWindows) {
  SliceLayer mr = layer("MR", 0);
  SliceLayer ct = layer("CT", 0);
  ct.unit = "HU";
  ct.window = 2000;
  ct.level = 0;
  EXPECT_DOUBLE_EQ(shown_difference(mr, 100, ct, 1000), 0) << "both at the top";
  EXPECT_DOUBLE_EQ(shown_difference(mr, 100, ct, -1000), 1);
  mr.unit = "HU";
  EXPECT_DOUBLE_EQ(shown_difference(mr, 100, ct, -1000), 1100) << "the same unit: the values";
}

TEST_F(CompareTest, BlendRunsFromTheFirstToTheSecond) {
  layers_[1].level = 1000;  // Black.
  EXPECT_EQ(at(shown(CompareMode::blend, 0), 30, 30).red(), 255);
  EXPECT_NEAR(at(shown(CompareMode::blend, 0.5), 30, 30).red(), 128, 3);
  EXPECT_EQ(at(shown(CompareMode::blend, 1), 30, 30).red(), 0);
}

TEST_F(CompareTest, WipeFollowsTheCursor) {
  layers_[1].level = 1000;
  SliceCompare compare;
  compare.mode = CompareMode::wipe;
  shown(compare);
  cursor_.move_to({26, 19.5, 4});
  const QImage image = view_.picture();
  EXPECT_EQ(at(image, 24, 30).red(), 255) << "left of the cursor: the first";
  EXPECT_EQ(at(image, 30, 30).red(), 0) << "right of it: the second";
  cursor_.move_to({33, 19.5, 4});
  EXPECT_EQ(at(view_.picture(), 30, 30).red(), 255);
}

TEST_F(CompareTest, CheckerboardShowsBothAndRevealOnlyACircle) {
  layers_[1].level = 1000;
  const QImage checkers = shown(CompareMode::checkerboard);
  int first = 0;
  int second = 0;
  for (double y = 2; y < 38; y += 0.5) {
    const int red = at(checkers, 30, y).red();
    first += red > 200;
    second += red < 50;
  }
  EXPECT_GT(first, 15);
  EXPECT_GT(second, 15);
  shown(CompareMode::reveal);
  cursor_.move_to({30, 30, 4});
  const QImage reveal = view_.picture();
  EXPECT_EQ(at(reveal, 31, 31).red(), 0);
  EXPECT_EQ(at(reveal, 30, 8).red(), 255);
}

TEST_F(CompareTest, FlickerShowsThemInTurn) {
  layers_[1].level = 1000;
  SliceCompare compare;
  compare.mode = CompareMode::flicker;
  EXPECT_EQ(at(shown(compare), 30, 30).red(), 255);
  compare.phase_s = 0.35;
  EXPECT_EQ(at(shown(compare), 30, 30).red(), 0);
  compare.mode = CompareMode::rock;
  compare.phase_s = 0.6;
  EXPECT_NEAR(at(shown(compare), 30, 30).red(), 128, 4) << "a quarter of its period: half way";
}

TEST_F(CompareTest, ContoursOfTheSecondLieOnItsEdge) {
  layers_[0].window = 1e6;  // Nearly black, so that only the line is bright.
  layers_[0].level = 5e5;
  const QImage image = shown(CompareMode::contours);
  int best_x = -1;
  int best = 0;
  const int y = static_cast<int>(view_.pixel_from_point({0, 30, 4}).y());
  for (int x = 0; x < image.width(); ++x) {
    const int red = image.pixelColor(x, y).red();
    if (red > best && std::abs(x - view_.pixel_from_point({19.5, 30, 4}).x()) < 40) {
      best = red;
      best_x = x;
    }
  }
  ASSERT_GT(best, 150);
  EXPECT_NEAR(best_x, view_.pixel_from_point({19.5, 30, 4}).x(), 1.5)
      << "half way between voxel 19 (0) and 20 (100)";
}

TEST_F(CompareTest, ObliqueImagesAreComparedPixelByPixelWithTheirOwnPlacement) {
  layers_[1].view_from_volume = Rigid3::about({19.5, 19.5, 3.5}, {0, 0, 1}, 180);
  const QImage image = shown(CompareMode::two_colours);
  EXPECT_EQ(at(image, 30, 12), QColor(255, 255, 0));
  EXPECT_EQ(at(image, 10, 12), QColor(0, 0, 255)) << "the second's bright half is turned here";
}

/// One label map with ids 5 and 300.
class LabelStyleTest : public CompareTest {
 protected:
  LabelStyleTest() {
    Grid grid = half_volume(0).grid();
    Volume labels(grid, ScalarType::uint16);
    auto values = labels.values<std::uint16_t>();
    for (std::size_t at = 0; at < values.size(); ++at) {
      values[at] = static_cast<std::uint16_t>(at % 40 < 20 ? 5 : 300);
    }
    SliceLayer made;
    made.volume = labels;
    made.kind = SliceLayer::Kind::labels;
    layers_ = {made};
  }

  QImage styled(const LabelStyle& style, double opacity = 1) {
    layers_[0].labels = style;
    layers_[0].opacity = opacity;
    return shown(SliceCompare());
  }
};

TEST_F(LabelStyleTest, OutlineLeavesTheMiddleClearAndFillDoesNot) {
  EXPECT_GT(at(styled({}), 10, 10).saturation(), 60);
  const QImage outline = styled({.draw = LabelStyle::Draw::outline});
  EXPECT_EQ(at(outline, 10, 10), QColor(0, 0, 0));
  const QPointF edge = view_.pixel_from_point({19.5, 10, 4});
  EXPECT_GT(outline.pixelColor(QPointF(edge.x() - 2, edge.y()).toPoint()).saturation(), 60);
}

TEST_F(LabelStyleTest, BothKeepsAFullOutlineOverAFadedFill) {
  const QImage both = styled({.draw = LabelStyle::Draw::both}, 0.3);
  const QPointF edge = view_.pixel_from_point({19.5, 10, 4});
  const int line = both.pixelColor(QPointF(edge.x() - 2, edge.y()).toPoint()).value();
  const int fill = at(both, 10, 10).value();
  EXPECT_GT(fill, 20);
  EXPECT_GT(line, 2 * fill);
}

TEST_F(LabelStyleTest, HiddenLabelsVanishAndOwnColoursAreTakenAlsoAbove255) {
  QImage image = styled({.hidden = {300}});
  EXPECT_EQ(at(image, 30, 10), QColor(0, 0, 0));
  EXPECT_GT(at(image, 10, 10).saturation(), 60);
  image = styled({.colours = {{300, QColor(10, 200, 30)}}});
  EXPECT_EQ(at(image, 30, 10), QColor(10, 200, 30));
}

TEST(ColourMap, EndsAreAsNamedAndFadingMapsBeginClear) {
  EXPECT_EQ(colours_of(ColourMap::gray)[255], qRgb(255, 255, 255));
  EXPECT_EQ(colours_of(ColourMap::inverted)[0], qRgb(255, 255, 255));
  // The ends of matplotlib's viridis: #440154 and #fde725.
  EXPECT_NEAR(qRed(colours_of(ColourMap::viridis)[0]), 0x44, 1);
  EXPECT_NEAR(qBlue(colours_of(ColourMap::viridis)[0]), 0x54, 1);
  EXPECT_NEAR(qRed(colours_of(ColourMap::viridis)[255]), 0xfd, 1);
  EXPECT_NEAR(qGreen(colours_of(ColourMap::viridis)[255]), 0xe7, 1);
  for (const ColourMap map : all_colour_maps()) {
    EXPECT_EQ(colour_map_from_key(colour_map_key(map)), map);
    if (is_opaque(map)) continue;
    EXPECT_EQ(qAlpha(colours_of(map)[0]), 0);
    for (const QRgb colour : colours_of(map)) {
      EXPECT_LE(std::max({qRed(colour), qGreen(colour), qBlue(colour)}), qAlpha(colour))
          << "premultiplied";
    }
  }
}

}  // namespace
}  // namespace transpine
