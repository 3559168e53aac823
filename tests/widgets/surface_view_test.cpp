// SPDX-License-Identifier: Apache-2.0
// Rows of the 3D view, each with real events on the widget.
#include "widgets/view3d/surface_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vtkRenderer.h>

#include <QAction>
#include <QPainter>
#include <QSignalSpy>

#include "core/landmarks/spine_labels.h"
#include "tests/widgets/view3d_scene.h"
#include "widgets/view/label_colours.h"
#include "widgets/view3d/camera_fit.h"
#include "widgets/view3d/camera_link.h"

namespace transpine {
namespace {

using testing::ball_centre;
using testing::ball_ct;
using testing::show_balls;

class SurfaceViewTest : public ::testing::Test {
 protected:
  void SetUp() override {
    view_.resize(300, 400);
    view_.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&view_));
    show_balls(view_);
    view_.repaint();
  }

  // The widget's pixels, the overlay included, without any device pixel ratio.
  QImage grab() { return view_.grab().toImage().convertToFormat(QImage::Format_RGB32); }
  QColor background() const { return view_.palette().color(QPalette::Base); }
  // Where a place is seen in an orthographic picture from in front: the patient's left is on the
  // right.
  QPoint seen_at(const Eigen::Vector3d& p_mm) const {
    const CameraPose pose = view_.camera();
    const double pixels_per_mm = view_.height() / 2.0 / pose.half_height_mm;
    return {qRound(view_.width() / 2.0 + (p_mm.x() - pose.focus_mm.x()) * pixels_per_mm),
            qRound(view_.height() / 2.0 - (p_mm.z() - pose.focus_mm.z()) * pixels_per_mm)};
  }
  void look_orthographic_from(char side) {
    view_.set_orthographic(true);
    view_.look_from(side);
    view_.repaint();
  }
  QColor colour_at(const Eigen::Vector3d& p_mm) { return grab().pixelColor(seen_at(p_mm)); }

  LinkedCursor cursor_;
  SurfaceView view_{&cursor_};
};

// Hues of two colours, in degrees apart.
int hue_difference(const QColor& a, const QColor& b) {
  const int d = std::abs(a.hue() - b.hue());
  return std::min(d, 360 - d);
}

TEST_F(SurfaceViewTest, EachVertebraHasTheColourOfItsLabel) {
  look_orthographic_from('A');
  for (const int label : {20, 21, 22}) {
    const QColor seen = colour_at(ball_centre(label));
    EXPECT_LT(hue_difference(seen, colour_of_label(label)), 12) << label;
  }
}

TEST_F(SurfaceViewTest, KeysLookFromEachSideAndTheirActionsHaveNames) {
  view_.setFocus();
  const std::map<Qt::Key, Eigen::Vector3d> sides = {
      {Qt::Key_A, {0, -1, 0}}, {Qt::Key_P, {0, 1, 0}}, {Qt::Key_L, {1, 0, 0}},
      {Qt::Key_R, {-1, 0, 0}}, {Qt::Key_S, {0, 0, 1}}, {Qt::Key_I, {0, 0, -1}}};
  for (const auto& [key, toward] : sides) {
    QTest::keyClick(&view_, key);
    const CameraPose pose = view_.camera();
    EXPECT_LT(((pose.position_mm - pose.focus_mm).normalized() - toward).norm(), 1e-6) << key;
    // All three balls lie around the middle of the picture.
    EXPECT_LT((pose.focus_mm - ball_centre(21)).norm(), 0.5);
  }
  for (QAction* action : view_.actions()) {
    EXPECT_TRUE(action->objectName().startsWith("view3d.")) << action->text().toStdString();
    EXPECT_FALSE(action->text().isEmpty());
    EXPECT_FALSE(action->shortcut().isEmpty());
  }
}

TEST_F(SurfaceViewTest, TheKeysOfThePaneAroundItDoNotGetInTheWay) {
  QWidget pane;
  auto* inside = new SurfaceView(&cursor_, &pane);
  inside->resize(200, 200);
  auto* same_key = new QAction(&pane);
  same_key->setShortcut(QKeySequence(Qt::Key_L));
  same_key->setShortcutContext(Qt::WidgetWithChildrenShortcut);
  pane.addAction(same_key);
  QSignalSpy other(same_key, &QAction::triggered);
  pane.show();
  pane.activateWindow();
  ASSERT_TRUE(QTest::qWaitForWindowExposed(&pane));
  inside->setFocus();
  QTest::keyClick(inside, Qt::Key_L);
  EXPECT_EQ(other.count(), 0);
  EXPECT_GT(inside->camera().position_mm.x(), inside->camera().focus_mm.x());
}

TEST_F(SurfaceViewTest, OrthographicAndPerspectiveShowTheMiddleAtOneSize) {
  view_.look_from('A');
  const CameraPose perspective = view_.camera();
  EXPECT_FALSE(perspective.orthographic);
  QTest::keyClick(&view_, Qt::Key_O);
  const CameraPose flat = view_.camera();
  EXPECT_TRUE(flat.orthographic);
  EXPECT_NEAR(flat.half_height_mm, perspective.half_height_mm, 1e-6);
  EXPECT_NE(grab(), QImage());
  // Three balls of one size look equally wide only without perspective: seen from above, the upper
  // one hides the others.
  view_.look_from('S');
  view_.repaint();
  const QImage flat_picture = grab();
  QTest::keyClick(&view_, Qt::Key_O);
  EXPECT_FALSE(view_.camera().orthographic);
  view_.repaint();
  EXPECT_NE(grab(), flat_picture);
}

TEST_F(SurfaceViewTest, EverythingAndOneVertebraFitThePicture) {
  look_orthographic_from('A');
  const CameraPose whole = view_.camera();
  // 76 mm from top to bottom.
  EXPECT_NEAR(whole.half_height_mm, 38, 4);
  QTest::mouseClick(&view_, Qt::LeftButton, Qt::NoModifier, seen_at(ball_centre(22)));
  ASSERT_EQ(view_.selected_label(), 22);
  QTest::keyClick(&view_, Qt::Key_F);
  EXPECT_LT((view_.camera().focus_mm - ball_centre(22)).norm(), 0.5);
  // 20 mm wide in a picture that is higher than wide.
  EXPECT_NEAR(view_.camera().half_height_mm, 10 * 400.0 / 300, 2);
  QTest::keyClick(&view_, Qt::Key_Home);
  EXPECT_LT((view_.camera().focus_mm - whole.focus_mm).norm(), 0.5);
}

TEST_F(SurfaceViewTest, AClickOnAVertebraJumpsThereAndNamesIt) {
  look_orthographic_from('A');
  QSignalSpy jumped(&cursor_, &LinkedCursor::jumped);
  QSignalSpy picked(&view_, &SurfaceView::picked);
  QTest::mouseClick(&view_, Qt::LeftButton, Qt::NoModifier, seen_at(ball_centre(20)));
  ASSERT_EQ(picked.count(), 1);
  EXPECT_EQ(picked[0][0].toInt(), 20);
  ASSERT_EQ(jumped.count(), 1);
  const Eigen::Vector3d front = ball_centre(20) - Eigen::Vector3d(0, 10, 0);
  EXPECT_LT((cursor_.position_mm() - front).norm(), 1);
  // Its name stands at the lower edge.
  const QImage named = grab();
  EXPECT_GT(testing::drawn_pixels(named, QRect(130, 375, 40, 24), background()), 20);
  // A click beside all of them changes nothing.
  QTest::mouseClick(&view_, Qt::LeftButton, Qt::NoModifier, QPoint(view_.width() - 10, 20));
  EXPECT_EQ(jumped.count(), 1);
}

TEST_F(SurfaceViewTest, ADragTurnsAndDoesNotPick) {
  QSignalSpy jumped(&cursor_, &LinkedCursor::jumped);
  QSignalSpy moved(&view_, &SurfaceView::camera_moved);
  const CameraPose before = view_.camera();
  QTest::mousePress(&view_, Qt::LeftButton, Qt::NoModifier, QPoint(150, 200));
  QTest::mouseMove(&view_, QPoint(180, 210));
  QTest::mouseMove(&view_, QPoint(220, 220));
  QTest::mouseRelease(&view_, Qt::LeftButton, Qt::NoModifier, QPoint(220, 220));
  EXPECT_GT((view_.camera().position_mm - before.position_mm).norm(), 5);
  EXPECT_LT((view_.camera().focus_mm - before.focus_mm).norm(), 1e-6);
  EXPECT_GE(moved.count(), 1);
  EXPECT_EQ(jumped.count(), 0);
}

TEST_F(SurfaceViewTest, TheWheelZooms) {
  const double before = view_.camera().half_height_mm;
  QWheelEvent wheel(QPointF(150, 200), view_.mapToGlobal(QPointF(150, 200)), {}, {0, 120},
                    Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
  QApplication::sendEvent(&view_, &wheel);
  EXPECT_NEAR(view_.camera().half_height_mm, before / 1.1, 1e-6);
}

TEST_F(SurfaceViewTest, LabelsAreHiddenAndGivenOpacityAndColour) {
  look_orthographic_from('A');
  view_.set_label_visible(20, false);
  EXPECT_LT(
      testing::drawn_pixels(grab(), QRect(seen_at(ball_centre(20)), QSize(8, 8)), background()), 1);
  EXPECT_LT(hue_difference(colour_at(ball_centre(21)), colour_of_label(21)), 12);
  view_.set_label_colour(21, QColor(0, 255, 0));
  EXPECT_LT(hue_difference(colour_at(ball_centre(21)), QColor(0, 255, 0)), 10);
  // Half transparent: between its colour and the background, with exact order and without.
  const QColor opaque = colour_at(ball_centre(21));
  view_.set_label_opacity(21, 0.4);
  const QColor thin = colour_at(ball_centre(21));
  EXPECT_LT(std::abs(thin.red() - background().red()), std::abs(opaque.red() - background().red()));
  EXPECT_NE(thin, background());
  view_.set_label_opacity(21, 0);
  EXPECT_LT(
      testing::drawn_pixels(grab(), QRect(seen_at(ball_centre(21)), QSize(8, 8)), background()), 1);
  // What was set holds for a surface that comes later.
  view_.keep_only({});
  show_balls(view_);
  EXPECT_FALSE(view_.surfaces().is_visible(20));
}

TEST_F(SurfaceViewTest, TransparentVertebraeLieInOrderByDepthPeeling) {
  // From above, the upper ball covers the others; half seen through, the nearer one weighs more.
  view_.set_label_colour(20, QColor(255, 0, 0));
  view_.set_label_colour(21, QColor(0, 0, 255));
  view_.set_label_visible(22, false);
  view_.set_common_opacity(0.6);
  look_orthographic_from('S');
  EXPECT_TRUE(view_.renderer()->GetUseDepthPeeling());
  const QColor from_above = grab().pixelColor(150, 200);
  look_orthographic_from('I');
  const QColor from_below = grab().pixelColor(150, 200);
  EXPECT_GT(from_above.red(), from_above.blue());
  EXPECT_GT(from_below.blue(), from_below.red());
  view_.set_common_opacity(1);
  view_.repaint();
  EXPECT_FALSE(view_.renderer()->GetUseDepthPeeling());
}

TEST_F(SurfaceViewTest, SlicePlanesStandAtTheCursorWithTheImagesPixels) {
  view_.keep_only({});
  SliceLayer image;
  image.volume = ball_ct();
  image.window = 2000;
  image.level = 0;
  image.unit = "HU";
  view_.set_image(image);
  cursor_.move_to(ball_centre(21));
  view_.set_plane_visible(ViewPlane::coronal, true);
  look_orthographic_from('A');
  // Bone is white, air black, as in the slice views.
  EXPECT_GT(colour_at(ball_centre(21) + Eigen::Vector3d(3, 0, 3)).value(), 240);
  EXPECT_LT(colour_at(ball_centre(21) + Eigen::Vector3d(15, 0, 4)).value(), 15);
  // Beside the balls' middle the slice is smaller.
  cursor_.move_to(ball_centre(21) + Eigen::Vector3d(0, 9.5, 0));
  view_.repaint();
  EXPECT_LT(colour_at(ball_centre(21) + Eigen::Vector3d(6, 0, 4)).value(), 15);
  // The plane is cut to the image and can be clicked.
  QTest::mouseClick(&view_, Qt::LeftButton, Qt::NoModifier, seen_at({40, 49.5, 110}));
  EXPECT_LT((cursor_.position_mm() - Eigen::Vector3d(40, 49.5, 110)).norm(), 1);
  view_.set_plane_visible(ViewPlane::coronal, false);
  EXPECT_FALSE(view_.planes().any_visible());
}

TEST_F(SurfaceViewTest, LandmarksAreSpheresWithNamesInTheColourOfTheirImage) {
  for (const int label : {20, 21, 22}) view_.set_label_visible(label, false);
  const SphereLandmark mr{{20, subregion::kBody}, LandmarkOrigin::mr, ball_centre(20)};
  const SphereLandmark ct{{21, subregion::kBody}, LandmarkOrigin::ct, ball_centre(21)};
  view_.set_landmarks({mr, ct});
  look_orthographic_from('A');
  EXPECT_LT(hue_difference(colour_at(mr.p_mm), colour_of(LandmarkOrigin::mr)), 20);
  EXPECT_LT(hue_difference(colour_at(ct.p_mm), colour_of(LandmarkOrigin::ct)), 20);
  const QRect beside_name(seen_at(mr.p_mm) + QPoint(8, -16), QSize(16, 12));
  EXPECT_GT(testing::drawn_pixels(grab(), beside_name, background()), 20);
  // A click on a sphere jumps to the point itself.
  QSignalSpy picked(&view_, &SurfaceView::landmark_picked);
  QTest::mouseClick(&view_, Qt::LeftButton, Qt::NoModifier, seen_at(ct.p_mm) + QPoint(3, 2));
  ASSERT_EQ(picked.count(), 1);
  EXPECT_EQ(cursor_.position_mm(), ct.p_mm);
  view_.set_landmarks_visible(false);
  EXPECT_LT(testing::drawn_pixels(grab(), QRect(seen_at(mr.p_mm), QSize(4, 4)), background()), 1);
}

TEST_F(SurfaceViewTest, ANameThatWouldCoverANearerOneIsLeftOut) {
  for (const int label : {20, 21, 22}) view_.set_label_visible(label, false);
  const SphereLandmark near_one{{20, subregion::kBody}, LandmarkOrigin::mr, ball_centre(21)};
  const SphereLandmark behind{
      {21, subregion::kBody}, LandmarkOrigin::mr, ball_centre(21) + Eigen::Vector3d(0, 5, 0)};
  look_orthographic_from('A');
  const QRect beside(seen_at(near_one.p_mm) + QPoint(8, -18), QSize(60, 16));
  view_.set_landmarks({near_one});
  const QImage alone = grab().copy(beside);
  view_.set_landmarks({behind, near_one});
  EXPECT_EQ(grab().copy(beside), alone);
  // From behind the other one is the nearer.
  view_.look_from('P');
  EXPECT_NE(grab().copy(beside), alone);
}

TEST_F(SurfaceViewTest, ACtIsRenderedAsAVolumeWithPresetsAndShift) {
  view_.keep_only({});
  EXPECT_FALSE(view_.volume().is_wanted());  // Off by default.
  view_.set_ct(ball_ct(), {});
  EXPECT_EQ(view_.surface_count(), 0U);
  view_.set_volume_visible(true);
  look_orthographic_from('A');
  const QRect middle(seen_at(ball_centre(21)) - QPoint(10, 10), QSize(21, 21));
  EXPECT_GT(testing::drawn_pixels(grab(), middle, background()), 400);
  const QImage bone = grab();
  view_.set_volume_preset("bone_translucent");
  EXPECT_EQ(view_.volume().preset(), "bone_translucent");
  const QImage thin = grab();
  EXPECT_NE(thin, bone);
  view_.set_volume_preset("no such preset");
  EXPECT_EQ(view_.volume().preset(), "bone_translucent");
  // Shifted beyond the densest voxel nothing is left.
  view_.set_volume_preset("bone");
  view_.set_volume_shift_hu(2000);
  EXPECT_LT(testing::drawn_pixels(grab(), middle, background()), 5);
  view_.set_volume_shift_hu(0);
  EXPECT_GT(testing::drawn_pixels(grab(), middle, background()), 400);
  view_.set_volume_visible(false);
  // Only words are left.
  EXPECT_LT(testing::drawn_pixels(grab(), middle, background()), 150);
}

TEST_F(SurfaceViewTest, DistancesAreColouredWithABarInMillimetres) {
  look_orthographic_from('A');
  JobContext job;
  const auto surfaces = value_or_throw(build_label_surfaces(testing::ball_spine(), {0.5}, job));
  std::map<int, std::vector<float>> mm;
  mm[20] = std::vector<float>(surfaces.meshes.at(20)->points_mm.size(), 3.0F);
  mm[21] = std::vector<float>(surfaces.meshes.at(21)->points_mm.size(), -3.0F);
  view_.set_distances(mm);
  view_.set_distance_scale(DistanceScale{true, 3});
  const QColor outside = colour_at(ball_centre(20));
  const QColor inside = colour_at(ball_centre(21));
  EXPECT_GT(outside.red(), outside.blue() + 60);
  EXPECT_GT(inside.blue(), inside.red() + 60);
  // A vertebra that was not compared is gray.
  EXPECT_LT(colour_at(ball_centre(22)).saturation(), 30);
  // The bar stands at the right edge.
  const QColor top = grab().pixelColor(view_.width() - 14, view_.height() / 2 - 70);
  EXPECT_GT(top.red(), top.blue() + 60);
  // Absolute: both have one colour.
  view_.set_distance_scale(DistanceScale{false, 3});
  EXPECT_LT(hue_difference(colour_at(ball_centre(20)), colour_at(ball_centre(21))), 8);
  view_.set_distance_scale({});
  EXPECT_LT(hue_difference(colour_at(ball_centre(21)), colour_of_label(21)), 12);
}

TEST_F(SurfaceViewTest, DistancesOfAnotherSurfaceAreNotShown) {
  view_.set_distances({{20, {1, 2, 3}}});
  view_.set_distance_scale(DistanceScale{true, 3});
  look_orthographic_from('A');
  EXPECT_LT(hue_difference(colour_at(ball_centre(20)), colour_of_label(20)), 12);
}

TEST_F(SurfaceViewTest, TheOrientationCubeShowsTheSideAndTurnsTheView) {
  view_.look_from('A');
  view_.repaint();
  const QRect cube(20, view_.height() - 56, 36, 36);
  EXPECT_GT(testing::drawn_pixels(grab(), cube, background()), 600);
  // Halfway between the front and the left, both faces are seen; a click looks from there.
  CameraPose pose = view_.camera();
  pose.position_mm = pose.focus_mm + 200 * Eigen::Vector3d(1, -1, 0).normalized();
  view_.set_camera(pose);
  const OrientationCube faces(Eigen::Vector3d(1, 1, 0).normalized(), Eigen::Vector3d::UnitZ(),
                              view_.rect());
  QPoint left;
  for (int x = 0; x < 80 && left.isNull(); ++x) {
    const QPoint at(x, view_.height() - 38);
    if (faces.face_at(at) == 'L') left = at + QPoint(4, 0);
  }
  ASSERT_FALSE(left.isNull());
  QTest::mouseClick(&view_, Qt::LeftButton, Qt::NoModifier, left);
  const CameraPose turned = view_.camera();
  EXPECT_LT(((turned.position_mm - turned.focus_mm).normalized() - Eigen::Vector3d::UnitX()).norm(),
            1e-6);
}

TEST_F(SurfaceViewTest, LinkedCamerasFollowEachOtherUntilTheyAreUnlinked) {
  SurfaceView other(&cursor_);
  other.resize(300, 400);
  CameraLink link;
  link.add(&view_);
  link.add(&other);
  EXPECT_LT((other.camera().position_mm - view_.camera().position_mm).norm(), 1e-6);
  show_balls(other);
  view_.look_from('L');
  EXPECT_LT((other.camera().position_mm - view_.camera().position_mm).norm(), 1e-6);
  QTest::mousePress(&other, Qt::LeftButton, Qt::NoModifier, QPoint(150, 200));
  QTest::mouseMove(&other, QPoint(200, 200));
  QTest::mouseRelease(&other, Qt::LeftButton, Qt::NoModifier, QPoint(200, 200));
  EXPECT_LT((other.camera().position_mm - view_.camera().position_mm).norm(), 1e-6);
  link.set_linked(false);
  const CameraPose before = other.camera();
  view_.look_from('S');
  EXPECT_EQ(other.camera().position_mm, before.position_mm);
  link.set_linked(true);
  EXPECT_LT((other.camera().position_mm - view_.camera().position_mm).norm(), 1e-6);
  link.remove(&other);
  view_.look_from('A');
  EXPECT_GT((other.camera().position_mm - view_.camera().position_mm).norm(), 10);
}

TEST_F(SurfaceViewTest, ThePictureIsSharpAtAnyScaleAndBothPalettesAreLegible) {
  view_.set_title("Title");
  const QImage large = view_.picture(3);
  EXPECT_EQ(large.size(), QSize(900, 1200));
  for (const bool dark : {false, true}) {
    QPalette palette;
    palette.setColor(QPalette::Base, dark ? QColor(30, 31, 34) : QColor(Qt::white));
    palette.setColor(QPalette::Text, dark ? QColor(223, 225, 229) : QColor(Qt::black));
    view_.setPalette(palette);
    view_.repaint();
    const QImage image = grab();
    EXPECT_EQ(image.pixelColor(290, 10), palette.color(QPalette::Base));
    // The title differs strongly from what lies behind it.
    int strong = 0;
    for (int y = 4; y < 24; ++y) {
      for (int x = 6; x < 50; ++x) {
        strong += std::abs(qGray(image.pixel(x, y)) - qGray(background().rgb())) > 120;
      }
    }
    EXPECT_GT(strong, 30) << dark;
  }
}

TEST(CameraFit, AllCornersOfABoxAreInThePictureAndOneIsNearItsEdge) {
  const std::array<double, 6> bounds{-20, 30, 10, 90, -300, 200};
  for (const bool orthographic : {false, true}) {
    for (const double aspect : {0.5, 1.0, 2.5}) {
      for (const Eigen::Vector3d& toward :
           {Eigen::Vector3d(0, 1, 0), Eigen::Vector3d(1, 1, 0), Eigen::Vector3d(1, -2, 0.5)}) {
        CameraPose pose;
        pose.position_mm = toward;
        pose.orthographic = orthographic;
        const CameraPose fit = fitted(pose, bounds, aspect);
        const Eigen::Vector3d back = (fit.position_mm - fit.focus_mm).normalized();
        EXPECT_LT((back - toward.normalized()).norm(), 1e-9);
        const Eigen::Vector3d right = fit.up.cross(back).normalized();
        double furthest = 0;
        for (int corner = 0; corner < 8; ++corner) {
          const Eigen::Vector3d p(bounds[corner & 1], bounds[2 + (corner >> 1 & 1)],
                                  bounds[4 + (corner >> 2)]);
          const Eigen::Vector3d q = p - fit.focus_mm;
          const double half =
              orthographic ? fit.half_height_mm : half_height_at((fit.position_mm - p).dot(back));
          ASSERT_GT(half, 0);
          furthest = std::max(
              {furthest, std::abs(q.dot(fit.up)) / half, std::abs(q.dot(right)) / half / aspect});
        }
        EXPECT_LE(furthest, 1.0);
        EXPECT_GT(furthest, 0.8);
      }
    }
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
  show_balls(view);
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
  QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, QPoint(100, 100));
  view.look_from('A');
}

}  // namespace
}  // namespace transpine
