// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/slice_pixels.h"

#include <gtest/gtest.h>

#include <QPainter>
#include <random>

#include "core/base/result.h"
#include "core/image/resample.h"
#include "widgets/view/label_colours.h"

namespace transpine {
namespace {

constexpr QSize kPixels(90, 70);
const QColor kBackground(200, 0, 200);

Eigen::Matrix3d turned(std::mt19937& random, double most_rad) {
  std::uniform_real_distribution<double> part(-1, 1);
  const Eigen::Vector3d axis = Eigen::Vector3d(part(random), part(random), part(random));
  return Eigen::AngleAxisd(most_rad * part(random), axis.normalized()).toRotationMatrix();
}

/// A smooth image, so that a value at a wrong place shows.
Volume smooth_volume(std::mt19937& random, double most_rad) {
  Grid grid;
  grid.size = {31, 25, 14};
  grid.spacing_mm = {1.1, 1.7, 3.2};
  grid.direction = turned(random, most_rad);
  grid.origin_mm = {-14, -20, -20};
  Volume volume(grid, ScalarType::float32);
  auto values = volume.values<float>();
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    for (std::int64_t j = 0; j < grid.size[1]; ++j) {
      for (std::int64_t i = 0; i < grid.size[0]; ++i) {
        values[static_cast<std::size_t>(grid.offset(i, j, k))] = static_cast<float>(
            100 + 60 * std::sin(0.4 * double(i)) * std::cos(0.3 * double(j)) + 5 * double(k));
      }
    }
  }
  return volume;
}

/// The same plane as a grid, for the resampler of core/.
Volume expected_plane(const SliceLayer& layer, const SlicePose& pose, Interpolation interpolation) {
  Grid plane;
  plane.size = {pose.pixels.width(), pose.pixels.height(), 1};
  plane.spacing_mm.setConstant(pose.mm_per_pixel);
  plane.direction << pose.right, pose.down, pose.right.cross(pose.down);
  plane.origin_mm =
      pose.centre_mm - pose.mm_per_pixel * (pose.right * (pose.pixels.width() / 2.0 - 0.5) +
                                            pose.down * (pose.pixels.height() / 2.0 - 0.5));
  JobContext job;
  return value_or_throw(resample(layer.volume, plane, layer.view_from_volume.inverse(),
                                 interpolation, /*outside_value=*/-1, job));
}

QImage painted(SlicePixels& pixels, const SliceLayer& layer, const SlicePose& pose) {
  QImage image(pose.pixels, QImage::Format_RGB32);
  image.fill(kBackground);
  QPainter painter(&image);
  pixels.paint(painter, layer, pose);
  return image;
}

SlicePose random_pose(std::mt19937& random, double most_rad) {
  std::uniform_real_distribution<double> part(-1, 1);
  const Eigen::Matrix3d axes = turned(random, most_rad);
  return {Eigen::Vector3d(3, 2, 4) + 3 * Eigen::Vector3d(part(random), part(random), part(random)),
          axes.col(0), axes.col(1), 0.7 + 0.2 * part(random), kPixels};
}

/// Every pixel has the resampler's value, or the background where the image does not reach. At
/// the border itself the two may differ by rounding: at most `allowed` pixels.
void expect_resampled(double most_rad, int allowed) {
  std::mt19937 random(5);
  for (int round = 0; round < 6; ++round) {
    SliceLayer layer;
    layer.volume = smooth_volume(random, most_rad);
    layer.window = 255;
    layer.level = 127.5;
    layer.view_from_volume = Rigid3(Eigen::Quaterniond(turned(random, most_rad)), {1, -2, 0.5});
    const SlicePose pose = random_pose(random, most_rad);
    SlicePixels pixels(layer);
    const QImage image = painted(pixels, layer, pose);
    const Volume expected = expected_plane(layer, pose, Interpolation::linear);
    int inside = 0;
    int different = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) {
        const float value =
            expected.values<float>()[static_cast<std::size_t>(expected.grid().offset(x, y, 0))];
        const QColor colour = image.pixelColor(x, y);
        inside += value >= 0;
        different += value >= 0
                         ? std::abs(colour.red() - value) > 0.51 || colour.red() != colour.blue()
                         : colour != kBackground;
      }
    }
    EXPECT_GT(inside, 500);
    EXPECT_LE(different, allowed) << "round " << round;
  }
}

TEST(SlicePixels, AreTheResampledImageOnTheAxesOfTheVoxels) {
  expect_resampled(0, 0);
}

TEST(SlicePixels, AreTheResampledImageOnObliquePlanes) {
  expect_resampled(0.5, 3);
}

TEST(SlicePixels, LabelsKeepTheirValues) {
  std::mt19937 random(9);
  SliceLayer layer;
  layer.kind = SliceLayer::Kind::labels;
  layer.volume = Volume(smooth_volume(random, 0.3).grid(), ScalarType::uint16);
  auto values = layer.volume.values<std::uint16_t>();
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = i / 40 % 2 ? 20 : 0;
  const SlicePose pose = random_pose(random, 0.3);
  SlicePixels pixels(layer);
  const QImage image = painted(pixels, layer, pose);
  const Volume expected = expected_plane(layer, pose, Interpolation::nearest);
  int different = 0;
  int labelled = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const bool on =
          expected
              .values<std::uint16_t>()[static_cast<std::size_t>(expected.grid().offset(x, y, 0))] ==
          20;
      labelled += on;
      different += image.pixelColor(x, y) != (on ? colour_of_label(20) : kBackground);
    }
  }
  EXPECT_GT(labelled, 500);
  // Ties between two voxels.
  EXPECT_LE(different, 12);
}

TEST(SlicePixels, FollowAChangedWindowPlaneAndPlacement) {
  std::mt19937 random(2);
  SliceLayer layer;
  layer.volume = smooth_volume(random, 0.2);
  layer.window = 255;
  layer.level = 127.5;
  SlicePose pose = random_pose(random, 0.2);
  SlicePixels kept(layer);
  painted(kept, layer, pose);
  const auto expect_fresh = [&](const char* what) {
    SlicePixels fresh(layer);
    EXPECT_EQ(painted(kept, layer, pose), painted(fresh, layer, pose)) << what;
  };
  layer.level = 90;
  expect_fresh("level");
  pose.centre_mm += pose.right.cross(pose.down);
  expect_fresh("plane");
  layer.view_from_volume = Rigid3::about({0, 0, 0}, {0, 1, 0}, 8);
  expect_fresh("placement");
  pose.pixels = QSize(60, 64);
  expect_fresh("size");
  pose.centre_mm += 500 * pose.right;
  expect_fresh("beside the image");
  EXPECT_EQ(painted(kept, layer, pose).pixelColor(30, 30), kBackground);
}

TEST(SlicePixels, ALayerInAnotherLookSharesItsVoxelsAnotherVolumeDoesNot) {
  std::mt19937 random(3);
  SliceLayer layer;
  layer.volume = smooth_volume(random, 0.2);
  SliceLayer other = layer;
  other.opacity = 0.3;
  other.level = 12;
  other.colours = ColourMap::viridis;
  EXPECT_TRUE(layer.shares_voxels_with(other));
  other.volume = layer.volume.clone();
  EXPECT_FALSE(layer.shares_voxels_with(other));
}

TEST(SlicePixels, NotANumberIsBlack) {
  std::mt19937 random(2);
  SliceLayer layer;
  layer.volume = smooth_volume(random, 0);
  std::ranges::fill(layer.volume.values<float>(), std::nanf(""));
  SlicePixels pixels(layer);
  const QImage image = painted(pixels, layer, random_pose(random, 0));
  EXPECT_EQ(image.pixelColor(45, 35), QColor(Qt::black));
}

}  // namespace
}  // namespace transpine
