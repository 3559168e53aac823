// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/slice_view.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

namespace transpine {
namespace {

/// 40 x 30 x 20 voxels of 1 x 2 x 3 mm, turned by 10 degrees, with one bright block.
class SliceViewTest : public ::testing::Test {
 protected:
  SliceViewTest() {
    Grid grid;
    grid.size = {40, 30, 20};
    grid.spacing_mm = {1, 2, 3};
    grid.direction =
        Eigen::AngleAxisd(0.17, Eigen::Vector3d(0.3, 1, 0.2).normalized()).toRotationMatrix();
    grid.origin_mm = {-15, 40, -500};
    volume_ = Volume(grid, ScalarType::int16);
    auto values = volume_.values<std::int16_t>();
    for (int k = 8; k < 12; ++k) {
      for (int j = 12; j < 17; ++j) {
        for (int i = 24; i < 32; ++i) values[std::size_t(grid.offset(i, j, k))] = 1000;
      }
    }
    bright_mm_ = grid.point_from_index({27.5, 14, 9.5});
    dark_mm_ = grid.point_from_index({10, 14, 9.5});
  }

  std::unique_ptr<SliceView> make_view(ViewPlane plane) {
    auto view = std::make_unique<SliceView>(plane, &cursor_);
    view->resize(400, 300);
    SliceLayer layer;
    layer.volume = volume_;
    layer.window = 1000;
    layer.level = 500;
    view->set_layers({layer}, true);
    cursor_.jump_to(bright_mm_);
    return view;
  }

  static int gray_at(const QImage& image, const QPointF& pixel) {
    return qGray(image.pixel(pixel.toPoint()));
  }

  LinkedCursor cursor_;
  Volume volume_;
  Eigen::Vector3d bright_mm_, dark_mm_;
};

TEST_F(SliceViewTest, VoxelsOfAnObliqueImageAppearAtTheirPlaceInEveryPlane) {
  for (const auto plane : {ViewPlane::axial, ViewPlane::sagittal, ViewPlane::coronal}) {
    auto view = make_view(plane);
    const QImage image = view->picture();
    // Beside the crosshair, which crosses the bright block's centre.
    EXPECT_GT(gray_at(image, view->pixel_from_point(bright_mm_) + QPointF(5, 5)), 200);
    cursor_.jump_to(dark_mm_);
    EXPECT_LT(gray_at(view->picture(), view->pixel_from_point(dark_mm_) + QPointF(5, 5)), 40);
  }
}

TEST_F(SliceViewTest, ADragBesideAnObliqueImageKeepsTheCursorInIt) {
  const Grid& grid = volume_.grid();
  for (const auto plane : {ViewPlane::axial, ViewPlane::sagittal, ViewPlane::coronal}) {
    auto view = make_view(plane);
    view->show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(view.get()));
    for (const QPoint at : {QPoint(2, 2), QPoint(397, 2), QPoint(2, 297), QPoint(397, 297)}) {
      cursor_.jump_to(bright_mm_);
      view->picture();
      const Eigen::Vector3d toward = view->point_from_pixel(at);
      QTest::mouseClick(view.get(), Qt::LeftButton, Qt::NoModifier, at);
      const Eigen::Vector3d p = cursor_.position_mm();
      ASSERT_GT((p - bright_mm_).norm(), 1) << "it went towards the click";
      const Eigen::Vector3d index = grid.index_from_point(p);
      for (int axis = 0; axis < 3; ++axis) {
        EXPECT_GE(index[axis], -0.5 - 1e-3);
        EXPECT_LE(index[axis],
                  static_cast<double>(grid.size[static_cast<std::size_t>(axis)]) - 0.5 + 1e-3);
      }
      const int normal = plane == ViewPlane::sagittal ? 0 : plane == ViewPlane::coronal ? 1 : 2;
      EXPECT_NEAR(p[normal], toward[normal], 1e-3) << "in the slice that is shown";
    }
  }
}

TEST_F(SliceViewTest, PixelsAndPointsAreInverse) {
  auto view = make_view(ViewPlane::coronal);
  for (const QPointF pixel : {QPointF(0, 0), QPointF(399, 10), QPointF(123.5, 250)}) {
    const QPointF back = view->pixel_from_point(view->point_from_pixel(pixel));
    EXPECT_NEAR(back.x(), pixel.x(), 1e-9);
    EXPECT_NEAR(back.y(), pixel.y(), 1e-9);
  }
}

TEST_F(SliceViewTest, LettersFollowTheConvention) {
  auto axial = make_view(ViewPlane::axial);
  EXPECT_EQ(axial->right_letter(), "L");
  EXPECT_EQ(axial->up_letter(), "A");
  axial->set_convention({.radiological = false});
  EXPECT_EQ(axial->right_letter(), "R");
  auto coronal = make_view(ViewPlane::coronal);
  EXPECT_EQ(coronal->right_letter(), "L");
  EXPECT_EQ(coronal->up_letter(), "S");
  auto sagittal = make_view(ViewPlane::sagittal);
  EXPECT_EQ(sagittal->right_letter(), "P");
  EXPECT_EQ(sagittal->up_letter(), "S");
  sagittal->set_convention({.radiological = false});
  EXPECT_EQ(sagittal->right_letter(), "P");
}

TEST_F(SliceViewTest, TheDisplayFollowsTheLetters) {
  auto view = make_view(ViewPlane::axial);
  // A point to the patient's left lies to the right of the picture, an anterior one above.
  const QPointF here = view->pixel_from_point(bright_mm_);
  EXPECT_GT(view->pixel_from_point(bright_mm_ + Eigen::Vector3d(5, 0, 0)).x(), here.x());
  EXPECT_LT(view->pixel_from_point(bright_mm_ + Eigen::Vector3d(0, -5, 0)).y(), here.y());
}

TEST_F(SliceViewTest, TheWheelStepsOneSliceAndCtrlWheelZooms) {
  auto view = make_view(ViewPlane::axial);
  const auto wheel = [&](Qt::KeyboardModifiers modifiers) {
    QWheelEvent event(QPointF(100, 100), view->mapToGlobal(QPointF(100, 100)), {}, {0, 120},
                      Qt::NoButton, modifiers, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(view.get(), &event);
  };
  const double before = cursor_.position_mm().z();
  wheel(Qt::NoModifier);
  EXPECT_NEAR(cursor_.position_mm().z() - before, 3, 1e-9);
  const double zoom = cursor_.mm_per_pixel();
  wheel(Qt::ControlModifier);
  EXPECT_LT(cursor_.mm_per_pixel(), zoom);
  EXPECT_NEAR(cursor_.position_mm().z() - before, 3, 1e-9);
}

TEST_F(SliceViewTest, LinkedViewsShareCursorZoomAndPan) {
  auto axial = make_view(ViewPlane::axial);
  auto sagittal = make_view(ViewPlane::sagittal);
  QTest::mousePress(axial.get(), Qt::LeftButton, Qt::NoModifier, QPoint(150, 120));
  QTest::mouseRelease(axial.get(), Qt::LeftButton, Qt::NoModifier, QPoint(150, 120));
  const Eigen::Vector3d clicked = axial->point_from_pixel(QPointF(150, 120));
  EXPECT_LT((cursor_.position_mm() - clicked).norm(), 1e-9);
  EXPECT_LT((sagittal->cursor_in_view_mm() - clicked).norm(), 1e-9);
  const QPointF before = sagittal->pixel_from_point(clicked);
  cursor_.pan_by({0, 10, 0});
  EXPECT_NEAR(sagittal->pixel_from_point(clicked).x(), before.x() - 10 / cursor_.mm_per_pixel(),
              1e-6);
}

TEST_F(SliceViewTest, AViewInAnotherFrameShowsTheSameAnatomy) {
  const Rigid3 ct_from_mr = Rigid3::about({0, 0, 0}, {0, 0, 1}, 30, {5, 6, 7});
  auto view = make_view(ViewPlane::axial);
  view->set_frame(ct_from_mr);
  SliceLayer layer = view->layers()[0];
  layer.view_from_volume = ct_from_mr;
  view->set_layers({layer});
  cursor_.jump_to(bright_mm_);
  EXPECT_LT((view->cursor_in_view_mm() - ct_from_mr * bright_mm_).norm(), 1e-9);
  EXPECT_GT(gray_at(view->picture(), QPointF(205, 155)), 200);
}

TEST_F(SliceViewTest, WindowAndLevelMoveOnlyWithTheirKey) {
  auto view = make_view(ViewPlane::axial);
  QSignalSpy changed(view.get(), &SliceView::window_level_changed);
  const auto drag = [&] {
    QTest::mousePress(view.get(), Qt::LeftButton, Qt::NoModifier, QPoint(100, 100));
    QTest::mouseMove(view.get(), QPoint(160, 100));
    QTest::mouseRelease(view.get(), Qt::LeftButton, Qt::NoModifier, QPoint(160, 100));
  };
  view->show();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(view.get()));
  drag();
  EXPECT_EQ(changed.count(), 0);
  QTest::keyPress(view.get(), Qt::Key_W);
  drag();
  QTest::keyRelease(view.get(), Qt::Key_W);
  EXPECT_GT(changed.count(), 0);
  EXPECT_NE(view->layers()[0].window, 1000);
}

TEST_F(SliceViewTest, PointsMoveOnlyInEditMode) {
  auto view = make_view(ViewPlane::axial);
  view->set_markers({{bright_mm_, Qt::red, "L1"}});
  QSignalSpy moved(view.get(), &SliceView::marker_moved);
  QSignalSpy placed(view.get(), &SliceView::point_placed);
  QSignalSpy clicked(view.get(), &SliceView::marker_clicked);
  const QPoint at = view->pixel_from_point(bright_mm_).toPoint();
  const auto drag = [&](QPoint from) {
    QTest::mousePress(view.get(), Qt::LeftButton, Qt::NoModifier, from);
    QTest::mouseMove(view.get(), from + QPoint(20, 0));
    QTest::mouseRelease(view.get(), Qt::LeftButton, Qt::NoModifier, from + QPoint(20, 0));
  };
  drag(at);
  EXPECT_EQ(moved.count(), 0);
  EXPECT_EQ(placed.count(), 0);
  EXPECT_EQ(clicked.count(), 1);
  cursor_.jump_to(bright_mm_);
  view->set_mode(SliceView::Mode::edit_points);
  drag(view->pixel_from_point(bright_mm_).toPoint());
  ASSERT_GT(moved.count(), 0);
  EXPECT_TRUE(moved.last()[2].toBool());
  moved.clear();
  QTest::mouseClick(view.get(), Qt::LeftButton, Qt::NoModifier,
                    view->pixel_from_point(bright_mm_).toPoint());
  EXPECT_EQ(moved.count(), 0) << "a click selects";
  QTest::mouseClick(view.get(), Qt::LeftButton, Qt::NoModifier, QPoint(30, 30));
  ASSERT_EQ(placed.count(), 1);
  EXPECT_LT(
      (placed[0][0].value<Eigen::Vector3d>() - view->point_from_pixel(QPointF(30, 30))).norm(),
      1e-6);
}

TEST_F(SliceViewTest, LabelsAreDrawnInTheirColour) {
  auto view = make_view(ViewPlane::axial);
  Volume labels(volume_.grid(), ScalarType::uint8);
  auto to = labels.values<std::uint8_t>();
  auto from = volume_.values<std::int16_t>();
  std::transform(from.begin(), from.end(), to.begin(),
                 [](std::int16_t v) { return std::uint8_t(v > 0 ? 22 : 0); });
  std::vector<SliceLayer> layers = view->layers();
  SliceLayer overlay;
  overlay.volume = labels;
  overlay.kind = SliceLayer::Kind::labels;
  layers.push_back(overlay);
  view->set_layers(layers);
  const QPoint at = (view->pixel_from_point(bright_mm_) + QPointF(6, 6)).toPoint();
  EXPECT_GT(QColor(view->picture().pixel(at)).saturation(), 100);
  view->set_visible(1, false);
  EXPECT_LT(QColor(view->picture().pixel(at)).saturation(), 20);
}

}  // namespace
}  // namespace transpine
