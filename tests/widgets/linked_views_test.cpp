// SPDX-License-Identifier: Apache-2.0
// Link groups, oblique axes, orientation letters and measures of slice views.
#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <numbers>
#include <random>
#include <set>

#include "widgets/view/slice_view.h"
#include "widgets/view/view_links.h"

namespace transpine {
namespace {

class LinkGroups : public ::testing::Test {
 protected:
  LinkGroups() {
    for (LinkedCursor* cursor : {&a_, &b_, &c_}) links_.add(cursor);
    links_.set_group(&c_, 0);
  }

  LinkedCursor a_, b_, c_;
  ViewLinks links_;
};

TEST_F(LinkGroups, CursorsOfOneGroupFollowAndOthersStay) {
  a_.move_to({1, 2, 3});
  EXPECT_EQ(b_.position_mm(), Eigen::Vector3d(1, 2, 3));
  EXPECT_EQ(c_.position_mm(), Eigen::Vector3d(0, 0, 0));
  b_.set_mm_per_pixel(0.25);
  EXPECT_EQ(a_.mm_per_pixel(), 0.25);
  links_.set_group(&c_, 1);
  c_.move_to({4, 4, 4});
  EXPECT_EQ(a_.position_mm(), Eigen::Vector3d(4, 4, 4));
}

TEST_F(LinkGroups, EachAspectCanBeUnlinkedAlone) {
  links_.set_aspects({.zoom = false});
  a_.set_mm_per_pixel(0.1);
  EXPECT_NE(b_.mm_per_pixel(), 0.1);
  a_.move_to({1, 1, 1});
  EXPECT_EQ(b_.position_mm(), Eigen::Vector3d(1, 1, 1));

  links_.set_aspects({.pan = false});
  QSignalSpy panned(&b_, &LinkedCursor::panned);
  a_.pan_by({1, 0, 0});
  EXPECT_EQ(panned.count(), 0);
  links_.set_aspects({});
  a_.pan_by({1, 0, 0});
  EXPECT_EQ(panned.count(), 1);
}

TEST_F(LinkGroups, LinkedSlicesStepTogetherFromDifferentPlaces) {
  links_.set_aspects({.cursor = false});
  a_.move_to({0, 0, 10});
  EXPECT_EQ(b_.position_mm().z(), 0) << "places are not linked";
  a_.step_by({0, 0, 3});
  EXPECT_EQ(a_.position_mm().z(), 13);
  EXPECT_EQ(b_.position_mm().z(), 3);
  links_.set_aspects({.cursor = false, .slice = false});
  a_.step_by({0, 0, 3});
  EXPECT_EQ(b_.position_mm().z(), 3);
  links_.set_aspects({});
  EXPECT_EQ(b_.position_mm(), a_.position_mm()) << "linked again, the first leads";
}

TEST(OrientationLetters, ObliqueDirectionsHaveUpToThreeLetters) {
  EXPECT_EQ(direction_letters({1, 0, 0}), "L");
  EXPECT_EQ(direction_letters({-1, 0.05, 0}), "R");
  EXPECT_EQ(direction_letters({0, -0.8, 0.6}), "AS");
  EXPECT_EQ(direction_letters({0.3, 0.5, -0.8}), "IPL");
}

TEST(OrientationLetters, TheOppositeEdgeHasTheOppositeLetters) {
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  const QString pairs = "LRPASI";
  for (int i = 0; i < 100; ++i) {
    const Eigen::Vector3d direction(normal(random), normal(random), normal(random));
    const QString letters = direction_letters(direction);
    const QString opposite = direction_letters(-direction);
    ASSERT_EQ(letters.size(), opposite.size());
    for (int at = 0; at < letters.size(); ++at) {
      EXPECT_EQ(pairs.indexOf(letters[at]) / 2, pairs.indexOf(opposite[at]) / 2);
      EXPECT_NE(letters[at], opposite[at]);
    }
  }
}

TEST(DisplayConvention, TheSagittalDirectionIsApartFromTheRadiologicalSwitch) {
  const Eigen::Matrix3d patient = Eigen::Matrix3d::Identity();
  for (const bool radiological : {true, false}) {
    for (const bool anterior_left : {true, false}) {
      const DisplayConvention convention{radiological, anterior_left};
      EXPECT_EQ(direction_letters(picture_axes(ViewPlane::axial, patient, convention).right),
                radiological ? "L" : "R");
      EXPECT_EQ(direction_letters(picture_axes(ViewPlane::coronal, patient, convention).right),
                radiological ? "L" : "R");
      EXPECT_EQ(direction_letters(picture_axes(ViewPlane::sagittal, patient, convention).right),
                anterior_left ? "P" : "A");
    }
  }
}

/// A stack of sagittal slices, turned by 17 degrees about two axes, whose value is its slice.
class ObliqueView : public ::testing::Test {
 protected:
  ObliqueView() {
    Grid grid;
    grid.size = {60, 80, 12};
    grid.spacing_mm = {1, 1, 4};
    Eigen::Matrix3d sagittal;
    sagittal << 0, 0, 1, 1, 0, 0, 0, 1, 0;  // Index axes grow to P, S and L.
    grid.direction =
        Eigen::AngleAxisd(0.3, Eigen::Vector3d(0.2, 0.5, 1).normalized()).toRotationMatrix() *
        sagittal;
    volume_ = Volume(grid, ScalarType::int16);
    auto values = volume_.values<std::int16_t>();
    for (std::size_t at = 0; at < values.size(); ++at) {
      values[at] = static_cast<std::int16_t>(at / (60 * 80) % 2 ? 100 : 0);
    }
    layer_.volume = volume_;
    layer_.window = 100;
    layer_.level = 50;
  }

  /// How many different grays a sagittal picture has inside the image.
  int grays(const Eigen::Matrix3d& axes) {
    LinkedCursor cursor;
    SliceView view(ViewPlane::sagittal, &cursor);
    view.resize(300, 300);
    view.set_layers({layer_}, true);
    view.set_patient_axes(axes);
    cursor.jump_to(volume_.grid().point_from_index({30, 40, 5}));
    view.picture();
    const QImage image = view.picture();
    std::set<int> found;
    for (int i = 24; i < 36; ++i) {
      for (int j = 34; j < 46; ++j) {
        if (i == 30 || j == 40) continue;  // The cursor's lines.
        const auto pixel = view.pixel_from_point(
            volume_.grid().point_from_index({static_cast<double>(i), static_cast<double>(j), 5}));
        found.insert(qGray(image.pixel(pixel.toPoint())) / 8);
      }
    }
    return static_cast<int>(found.size());
  }

  Volume volume_;
  SliceLayer layer_;
};

TEST_F(ObliqueView, OnItsOwnGridAnObliqueImageHasNoZigZag) {
  EXPECT_GT(grays(Eigen::Matrix3d::Identity()), 5) << "the world's plane crosses slices";
  EXPECT_EQ(grays(axes_of_grid(volume_.grid())), 1) << "its own plane is one slice";
}

TEST_F(ObliqueView, AxesOfAGridAreARotationNearestToThePatient) {
  const Eigen::Matrix3d axes = axes_of_grid(volume_.grid());
  EXPECT_NEAR(axes.determinant(), 1, 1e-9);
  for (int axis = 0; axis < 3; ++axis) EXPECT_GT(axes(axis, axis), 0.8);
}

TEST_F(ObliqueView, StepsOnItsGridArriveAtSlices) {
  LinkedCursor cursor;
  SliceView view(ViewPlane::sagittal, &cursor);
  view.set_layers({layer_});
  view.set_patient_axes(axes_of_grid(volume_.grid()));
  cursor.jump_to(volume_.grid().point_from_index({30, 40, 5}));
  view.step_slices(2);
  EXPECT_LT(
      (volume_.grid().index_from_point(cursor.position_mm()) - Eigen::Vector3d(30, 40, 7)).norm(),
      1e-9);
}

TEST_F(ObliqueView, TheCursorStaysInsideTheImages) {
  LinkedCursor cursor;
  SliceView view(ViewPlane::axial, &cursor);
  view.resize(300, 300);
  layer_.volume = layer_.volume.with_grid([this] {
    Grid grid = volume_.grid();
    grid.direction.setIdentity();
    grid.spacing_mm = {1, 1, 1};
    return grid;
  }());
  view.set_layers({layer_}, true);
  cursor.jump_to({30, 40, 5});
  view.step_slices(100);
  EXPECT_NEAR(cursor.position_mm().z(), 11.5, 1e-9);
  view.step_slices(-100);
  EXPECT_NEAR(cursor.position_mm().z(), -0.5, 1e-9);
  QTest::mouseClick(&view, Qt::LeftButton, Qt::NoModifier, QPoint(2, 150));
  EXPECT_GE(cursor.position_mm().x(), -0.5);
}

class MeasureTools : public ObliqueView {
 protected:
  MeasureTools() : view_(ViewPlane::sagittal, &cursor_) {
    view_.resize(300, 300);
    view_.set_layers({layer_}, true);
    view_.set_measures(&measures_);
    view_.set_mode(SliceView::Mode::measure);
    cursor_.jump_to(volume_.grid().point_from_index({30, 40, 5}));
    view_.picture();
  }

  void drag(QPoint from, QPoint to) {
    QTest::mousePress(&view_, Qt::LeftButton, Qt::NoModifier, from);
    QTest::mouseMove(&view_, to);
    QTest::mouseRelease(&view_, Qt::LeftButton, Qt::NoModifier, to);
  }

  LinkedCursor cursor_;
  MeasureSet measures_;
  SliceView view_;
};

TEST_F(MeasureTools, ARulerMeasuresMillimetres) {
  drag({50, 60}, {110, 140});
  ASSERT_EQ(measures_.measures().size(), 1U);
  EXPECT_NEAR(measures_.measures()[0].length_mm(), 100 * cursor_.mm_per_pixel(), 1e-6);
}

TEST_F(MeasureTools, AnAngleIsThreeClicksAndItsCornerCanBeMoved) {
  view_.set_measure_tool(Measure::Kind::angle);
  for (const QPoint at : {QPoint(200, 100), QPoint(100, 100), QPoint(100, 200)}) {
    QTest::mouseClick(&view_, Qt::LeftButton, Qt::NoModifier, at);
  }
  ASSERT_EQ(measures_.measures().size(), 1U);
  EXPECT_NEAR(measures_.measures()[0].angle_deg(), 90, 1e-6);
  drag({100, 100}, {150, 150});
  ASSERT_EQ(measures_.measures().size(), 1U) << "a handle is moved, nothing new is drawn";
  EXPECT_NEAR(measures_.measures()[0].angle_deg(), 180, 1e-6);
}

TEST_F(MeasureTools, AnEllipseKnowsItsAreaInTheViewsAxes) {
  view_.set_measure_tool(Measure::Kind::ellipse);
  drag({100, 100}, {140, 120});
  const double mm = cursor_.mm_per_pixel();
  EXPECT_NEAR(measures_.measures().at(0).area_mm2(), std::numbers::pi * 20 * 10 * mm * mm, 1e-6);
}

TEST_F(MeasureTools, MeasuresAreSeenOnlyOnTheirSlice) {
  const QImage before = view_.picture();
  drag({50, 60}, {110, 140});
  EXPECT_NE(view_.picture(), before);
  view_.step_slices(3);
  const QImage elsewhere = view_.picture();
  measures_.clear();
  EXPECT_EQ(view_.picture(), elsewhere);
}

TEST_F(MeasureTools, NothingIsMeasuredWhileNavigating) {
  view_.set_mode(SliceView::Mode::navigate);
  drag({50, 60}, {110, 140});
  EXPECT_TRUE(measures_.measures().empty());
}

}  // namespace
}  // namespace transpine
