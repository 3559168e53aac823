// SPDX-License-Identifier: Apache-2.0
// Row "Dashboard", without a window: curves, their smoothing and decimation, charts, CSV and SVG.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/base/atomic_file.h"
#include "core/training/chart_svg.h"
#include "core/training/curve_math.h"
#include "core/training/run_curves.h"
#include "tests/support/test_files.h"

namespace transpine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(DebiasedAverage, AConstantStaysItself) {
  for (const double smoothed : debiased_average(std::vector<double>(50, 3.5), 0.9)) {
    EXPECT_NEAR(smoothed, 3.5, 1e-12);
  }
}

TEST(DebiasedAverage, IsTheWeightedMeanOfAllBefore) {
  const std::vector<double> values{1, 4, 2, 8};
  const double w = 0.8;
  const auto smoothed = debiased_average(values, w);
  double sum = 0, weights = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += std::pow(w, values.size() - 1 - i) * values[i];
    weights += std::pow(w, values.size() - 1 - i);
  }
  EXPECT_NEAR(smoothed.back(), sum / weights, 1e-12);
  EXPECT_EQ(debiased_average(values, 0), values);
}

TEST(Decimated, KeepsEveryPeakOfEachColumn) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> noise(0, 1);
  std::vector<double> x(100000), y(100000);
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<double>(i);
    y[i] = noise(random);
  }
  y[54321] = 7;
  y[777] = -7;
  const auto kept = decimated(x, y, 0, 99999, 500);
  EXPECT_LE(kept.size(), 4U * 501);
  EXPECT_TRUE(std::ranges::is_sorted(kept));
  EXPECT_TRUE(std::ranges::find(kept, 54321U) != kept.end());
  EXPECT_TRUE(std::ranges::find(kept, 777U) != kept.end());
  EXPECT_EQ(kept.front(), 0U);
  EXPECT_EQ(kept.back(), 99999U);
}

TEST(Decimated, GoesOnAtTheEdgesOfAZoom) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6}, y{0, 0, 0, 0, 0, 0};
  EXPECT_THAT(decimated(x, y, 2.5, 4.5, 100), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(decimated(x, y, 2.2, 2.8, 100), ElementsAre(1, 2));
}

TEST(NearestIndex, IsTheCloserNeighbour) {
  const std::vector<double> values{1, 2, 4};
  EXPECT_EQ(nearest_index(values, -3), 0U);
  EXPECT_EQ(nearest_index(values, 2.9), 1U);
  EXPECT_EQ(nearest_index(values, 3.1), 2U);
  EXPECT_EQ(nearest_index(values, 9), 2U);
}

class RunCurvesTest : public ::testing::Test {
 protected:
  void write(const std::string& metrics, const std::string& config) {
    ASSERT_TRUE(write_text_atomically(folder_ / "metrics.jsonl", metrics).ok());
    ASSERT_TRUE(write_text_atomically(folder_ / "config.json", config).ok());
  }
  RunCurves read() {
    JobContext job;
    return value_or_throw(read_run_curves(folder_.path(), job));
  }
  testing::TemporaryFolder folder_;
};

TEST_F(RunCurvesTest, HoldsEverySeriesOverStepsEpochsAndTimeWithoutPauses) {
  write(
      "{\"step\":1,\"loss\":3,\"terms\":{\"gan\":1,\"l1\":2},\"learning_rate\":0.1,\"seconds\":2,"
      "\"elapsed_s\":2.5}\n"
      "{\"step\":2,\"loss\":null,\"learning_rate\":0.1,\"seconds\":2,\"elapsed_s\":5}\n"
      "{\"step\":2,\"val_psnr_db\":21.5,\"val_ssim\":0.5,\"val_dice\":0.7,\"validation_s\":1,"
      "\"elapsed_s\":6}\n"
      "{\"step\":3,\"lo",
      "{\"steps_per_epoch\":4}");
  const RunCurves curves = read();
  EXPECT_THAT(curves.find("loss")->value, ElementsAre(3));
  EXPECT_THAT(curves.find("terms/l1")->value, ElementsAre(2));
  EXPECT_THAT(curves.find("val_psnr_db")->step, ElementsAre(2));
  EXPECT_THAT(curves.find("val_dice")->value, ElementsAre(0.7));
  const Curve& rate = *curves.find("learning_rate");
  EXPECT_THAT(places_of(rate, CurveAxis::step, 4), ElementsAre(1, 2));
  EXPECT_THAT(places_of(rate, CurveAxis::epoch, 4), ElementsAre(0.25, 0.5));
  EXPECT_THAT(places_of(rate, CurveAxis::time, 4), ElementsAre(2.5, 5));
  EXPECT_EQ(curves.find("validation_s"), nullptr);
}

// Runs of before told neither the time nor how many steps make an epoch.
TEST_F(RunCurvesTest, ReadsOlderRuns) {
  write("{\"step\":1,\"loss\":3,\"seconds\":2}\n{\"step\":2,\"loss\":2,\"seconds\":3}\n",
        "{\"training_slices\":76,\"options\":{\"batch_size\":5}}");
  const RunCurves curves = read();
  EXPECT_EQ(curves.steps_per_epoch, 16);
  EXPECT_THAT(curves.find("loss")->elapsed_s, ElementsAre(2, 5));
}

TEST_F(RunCurvesTest, AResumedRunBeginsItsLaterPartAnew) {
  RunCurves curves;
  for (const double step : {1., 2., 3., 2., 3.}) {
    add_metrics(curves, {{"step", step}, {"loss", 10 * step}, {"seconds", 1}});
  }
  EXPECT_THAT(curves.find("loss")->step, ElementsAre(1, 2, 3));
}

TEST_F(RunCurvesTest, ReadsALongRunWhole) {
  std::string lines;
  for (int i = 1; i <= 100000; ++i) {
    lines += "{\"step\":" + std::to_string(i) + ",\"loss\":0.5,\"seconds\":0.01}\n";
  }
  write(lines, "{}");
  EXPECT_EQ(read().find("loss")->value.size(), 100000U);
  std::stop_source stop;
  stop.request_stop();
  JobContext stopped(stop.get_token(), {});
  EXPECT_TRUE(read_run_curves(folder_.path(), stopped).error().is_cancelled());
}

TEST_F(RunCurvesTest, BecomeATable) {
  NamedCurves run{"a,b", {}};
  run.curves.steps_per_epoch = 2;
  add_metrics(run.curves, {{"step", 1}, {"loss", 4}, {"elapsed_s", 1.5}, {"gradient_norm", 1}});
  add_metrics(run.curves, {{"step", 2}, {"loss", 1}, {"elapsed_s", 3}});
  EXPECT_EQ(curves_csv({run}, {"loss"}, 0.5),
            "run,series,step,epoch,elapsed_s,value,smoothed\n"
            "\"a,b\",loss,1,0.5,1.5,4,4\n"
            "\"a,b\",loss,2,1,3,1,2\n");
}

TEST(Chart, TicksAreRound) {
  EXPECT_THAT(round_ticks({0, 10}, false, 5), ElementsAre(0, 2, 4, 6, 8, 10));
  EXPECT_THAT(round_ticks({0.013, 0.048}, false, 4),
              ElementsAre(::testing::DoubleNear(0.02, 1e-12), ::testing::DoubleNear(0.03, 1e-12),
                          ::testing::DoubleNear(0.04, 1e-12)));
  EXPECT_THAT(round_ticks({0.5, 2000}, true, 4), ElementsAre(1, 10, 100, 1000));
  EXPECT_EQ(chart_number(800000), "800k");
}

TEST(Chart, PixelsAndValuesAreInverseAlsoOnLogarithmicAxes) {
  const ChartSeries series{"s", 0, 0, {1, 10, 100}, {2, 20, 200}, {}};
  ChartFrame frame;
  frame.log_x = frame.log_y = true;
  const ChartPicture chart = lay_out_chart(frame, {series});
  for (const double value : {1., 3., 70.}) {
    EXPECT_NEAR(chart.x.value(chart.x.pixel(value)), value, 1e-9);
    EXPECT_NEAR(chart.y.value(chart.y.pixel(value)), value, 1e-9);
  }
  // Equal factors are equal distances.
  const auto& points = chart.lines.front().points;
  ASSERT_EQ(points.size(), 3U);
  EXPECT_NEAR(points[1].x - points[0].x, points[2].x - points[1].x, 1e-9);
  EXPECT_NEAR(points[1].y - points[0].y, points[2].y - points[1].y, 1e-9);
}

TEST(Chart, LeavesOutWhatALogarithmHasNot) {
  ChartFrame frame;
  frame.log_y = true;
  const auto chart = lay_out_chart(frame, {{"s", 0, 0, {1, 2, 3}, {-1, 0, 5}, {}}});
  EXPECT_EQ(chart.lines.front().points.size(), 1U);
}

TEST(Chart, TheRawCurveIsFaintBehindTheSmoothedOne) {
  const ChartSeries series{"s", 1, 0, {1, 2}, {5, 1}, {5, 3}};
  const ChartPicture chart = lay_out_chart({}, {series});
  ASSERT_EQ(chart.lines.size(), 2U);
  EXPECT_TRUE(chart.lines[0].is_faint);
  EXPECT_FALSE(chart.lines[1].is_faint);
  EXPECT_EQ(chart.keys.size(), 1U);
}

TEST(ChartSvg, DrawsLinesAndEscapesNames) {
  const std::string svg =
      charts_svg({lay_out_chart({}, {{"a < b & c", 0, 0, {1, 2, 3}, {5, 1, 4}, {}}})});
  EXPECT_THAT(svg, HasSubstr("a &lt; b &amp; c"));
  EXPECT_THAT(svg, HasSubstr("<polyline"));
  EXPECT_EQ(svg.find("nan"), std::string::npos);
}

}  // namespace
}  // namespace transpine
