// SPDX-License-Identifier: Apache-2.0
// Row "Dashboard": the chart that curves are drawn in.
#include "widgets/plot/chart_view.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

namespace transpine {
namespace {

class ChartViewTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ChartSeries series{"loss", 0, 0, {}, {}, {}};
    for (int i = 1; i <= 100; ++i) {
      series.x.push_back(i);
      series.y.push_back(100.0 / i);
      series.smooth.push_back(50.0 / i);
    }
    view_.resize(400, 300);
    view_.set_titles("Step", "Loss");
    view_.set_series({series});
    view_.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&view_));
  }
  QPoint place(double x, double y) const {
    const ChartPicture chart = view_.layout();
    return QPointF(chart.x.pixel(x), chart.y.pixel(y)).toPoint();
  }
  void turn_wheel(const QPoint& at, int notches) {
    QWheelEvent event(at, view_.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton,
                      Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(&view_, &event);
  }
  ChartView view_;
};

TEST_F(ChartViewTest, DrawsItsCurve) {
  const auto coloured = [&] {
    const QImage drawn = view_.grab().toImage();
    int count = 0;
    for (int y = 0; y < drawn.height(); ++y) {
      for (int x = 0; x < drawn.width(); ++x) {
        const QColor colour = drawn.pixelColor(x, y);
        count += colour.blue() > colour.red() + 60;
      }
    }
    return count;
  };
  EXPECT_GT(coloured(), 100);
  view_.set_series({});
  EXPECT_LT(coloured(), 10);
}

TEST_F(ChartViewTest, SaysTheValuesUnderTheMouse) {
  EXPECT_EQ(view_.values_at(place(20, 30)), "loss at 20: 2.5 (raw 5)");
  EXPECT_EQ(view_.values_at({1, 1}), "");
}

TEST_F(ChartViewTest, ZoomsPansAndShowsAllAgain) {
  const ChartPicture all = view_.layout();
  const QPoint at = place(50, 50);
  turn_wheel(at, 3);
  ChartPicture shown = view_.layout();
  EXPECT_LT(shown.x.values.high - shown.x.values.low, 60);
  // The place under the mouse stays there, but for room that other labels take.
  EXPECT_NEAR(shown.x.value(at.x()), all.x.value(at.x()), 1);
  const double low = shown.x.values.low;
  QTest::mousePress(&view_, Qt::RightButton, {}, at);
  QTest::mouseMove(&view_, at + QPoint(40, 0));
  QTest::mouseRelease(&view_, Qt::RightButton, {}, at + QPoint(40, 0));
  EXPECT_LT(view_.layout().x.values.low, low);
  QTest::mouseDClick(&view_, Qt::LeftButton, {}, at);
  EXPECT_FALSE(view_.is_zoomed());
  EXPECT_EQ(view_.layout().x.values.low, all.x.values.low);
}

TEST_F(ChartViewTest, ZoomsToABox) {
  const QPoint from = place(20, 60);
  const QPoint to = place(40, 20);
  QTest::mousePress(&view_, Qt::LeftButton, {}, from);
  QTest::mouseMove(&view_, to);
  QTest::mouseRelease(&view_, Qt::LeftButton, {}, to);
  const ChartPicture shown = view_.layout();
  EXPECT_NEAR(shown.x.values.low, 20, 1);
  EXPECT_NEAR(shown.x.values.high, 40, 1);
  EXPECT_NEAR(shown.y.values.low, 20, 1);
  EXPECT_NEAR(shown.y.values.high, 60, 1);
  QTest::keyClick(&view_, Qt::Key_Home);
  EXPECT_FALSE(view_.is_zoomed());
}

}  // namespace
}  // namespace transpine
