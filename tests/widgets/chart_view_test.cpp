// SPDX-License-Identifier: Apache-2.0
#include "widgets/plot/curve_plot.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace transpine {
namespace {

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

TEST(CurvePlot, DrawsItsCurveAndLeavesOutWhatIsNotANumber) {
  CurvePlot plot;
  plot.resize(400, 300);
  const QImage empty = plot.picture();
  for (int i = 1; i <= 50; ++i) plot.append("loss", i, 1.0 / i);
  plot.append("loss", 51, std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(plot.point_count("loss"), 50U);
  const QImage drawn = plot.picture();
  int coloured = 0;
  for (int y = 0; y < drawn.height(); ++y) {
    for (int x = 0; x < drawn.width(); ++x) {
      const QColor colour = drawn.pixelColor(x, y);
      coloured += colour.blue() > colour.red() + 60;
    }
  }
  EXPECT_GT(coloured, 100);
  EXPECT_NE(empty, drawn);
  plot.clear();
  EXPECT_EQ(plot.point_count("loss"), 0U);
}

}  // namespace
}  // namespace transpine
