// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/surface_view.h"

#include <gtest/gtest.h>
#include <vtkMassProperties.h>
#include <vtkNew.h>
#include <vtkPolyData.h>
#include <vtkTriangleFilter.h>

#include <QTest>

namespace transpine {
namespace {

/// Two balls of radius 12 mm, labels 20 and 21, one cut off by the image's edge.
Volume balls() {
  Grid grid;
  grid.size = {60, 40, 60};
  grid.spacing_mm = {1, 1.5, 1};
  grid.origin_mm = {10, 20, 30};
  Volume labels(grid, ScalarType::uint8);
  auto values = labels.values<std::uint8_t>();
  const Eigen::Vector3d centres[] = {{35, 50, 50}, {60, 50, 88}};
  for (std::int64_t k = 0; k < 60; ++k) {
    for (std::int64_t j = 0; j < 40; ++j) {
      for (std::int64_t i = 0; i < 60; ++i) {
        const Eigen::Vector3d p = grid.point_from_index({double(i), double(j), double(k)});
        for (int ball = 0; ball < 2; ++ball) {
          if ((p - centres[ball]).norm() < 12) {
            values[std::size_t(grid.offset(i, j, k))] = std::uint8_t(20 + ball);
          }
        }
      }
    }
  }
  return labels;
}

double volume_mm3(vtkPolyData* surface) {
  vtkNew<vtkTriangleFilter> triangles;
  triangles->SetInputData(surface);
  vtkNew<vtkMassProperties> mass;
  mass->SetInputConnection(triangles->GetOutputPort());
  return mass->GetVolume();
}

TEST(Surfaces, EachLabelIsClosedAndLiesWhereItsVoxelsLie) {
  JobContext job;
  const auto surfaces = build_surfaces(balls(), 0.4, job);
  ASSERT_TRUE(surfaces.ok());
  ASSERT_EQ(surfaces->size(), 2U);
  const double ball_mm3 = 4.0 / 3 * M_PI * 12 * 12 * 12;
  EXPECT_NEAR(volume_mm3(surfaces->at(20)), ball_mm3, 0.08 * ball_mm3);
  const double* bounds = surfaces->at(20)->GetBounds();
  EXPECT_NEAR((bounds[0] + bounds[1]) / 2, 35, 0.6);
  EXPECT_NEAR((bounds[2] + bounds[3]) / 2, 50, 0.9);
  EXPECT_NEAR((bounds[4] + bounds[5]) / 2, 50, 0.6);
  // Cut by the edge at z = 89: closed there.
  EXPECT_GT(volume_mm3(surfaces->at(21)), 0.4 * ball_mm3);
  EXPECT_LT(volume_mm3(surfaces->at(21)), 0.7 * ball_mm3);
}

TEST(Surfaces, ACancelledBuildSaysSo) {
  std::stop_source stop;
  stop.request_stop();
  JobContext job(stop.get_token(), {});
  const auto surfaces = build_surfaces(balls(), 0.4, job);
  ASSERT_FALSE(surfaces.ok());
  EXPECT_TRUE(surfaces.error().is_cancelled());
}

TEST(SurfaceView, DrawsTheSurfacesFromEachSide) {
  LinkedCursor cursor;
  SurfaceView view(&cursor);
  view.resize(300, 300);
  JobContext job;
  view.set_surfaces(*build_surfaces(balls(), 0.4, job));
  EXPECT_EQ(view.surface_count(), 2U);
  QImage previous;
  for (const char side : {'A', 'L', 'S'}) {
    view.look_from(side);
    const QImage image = view.picture();
    int lit = 0;
    for (int y = 0; y < image.height(); ++y) {
      for (int x = 0; x < image.width(); ++x) lit += image.pixelColor(x, y).saturation() > 80;
    }
    EXPECT_GT(lit, 2000) << side;
    EXPECT_NE(image, previous);
    previous = image;
  }
}

/// A computer without OpenGL 3.2.
class BareSurfaceView : public SurfaceView {
 public:
  using SurfaceView::SurfaceView;

 protected:
  bool create_context() override { return false; }
};

TEST(SurfaceView, SaysThatOpenGlIsMissing) {
  LinkedCursor cursor;
  BareSurfaceView view(&cursor);
  JobContext job;
  view.set_surfaces(value_or_throw(build_surfaces(balls(), 0.4, job)));
  view.resize(300, 200);
  view.show();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(&view));
  const QImage picture = view.picture(2);
  EXPECT_FALSE(view.can_render());
  EXPECT_EQ(picture.size(), QSize(600, 400));
  int bright = 0;
  for (int y = 0; y < picture.height(); ++y) {
    for (int x = 0; x < picture.width(); ++x) bright += qGray(picture.pixel(x, y)) > 100;
  }
  EXPECT_GT(bright, 500);
  // Nothing that the mouse does needs the context.
  QTest::mousePress(&view, Qt::LeftButton, Qt::NoModifier, QPoint(100, 100));
  QTest::mouseMove(&view, QPoint(120, 110));
  QTest::mouseRelease(&view, Qt::LeftButton, Qt::NoModifier, QPoint(120, 110));
  QTest::mouseDClick(&view, Qt::LeftButton, Qt::NoModifier, QPoint(100, 100));
  view.look_from('A');
}

}  // namespace
}  // namespace transpine
