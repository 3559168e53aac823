// SPDX-License-Identifier: Apache-2.0
#include "core/training/chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

#include "core/training/curve_math.h"

namespace transpine {
namespace {

constexpr std::size_t most_marked = 60;
constexpr double digit_width = 0.62;  // Of the font's size.

/// The smallest and the largest of what can be drawn.
class Extent {
 public:
  explicit Extent(bool is_log) : is_log_(is_log) {}
  void add(double value) {
    if (!std::isfinite(value) || (is_log_ && value <= 0)) return;
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }
  /// With a margin on both sides where one is asked for.
  ChartRange range(double margin) const {
    if (low_ > high_) return is_log_ ? ChartRange{0.1, 10} : ChartRange{0, 1};
    if (is_log_) {
      const double factor = low_ == high_ ? 2 : std::pow(high_ / low_, margin);
      return {low_ / factor, high_ * factor};
    }
    const double room =
        low_ == high_ ? std::max(std::abs(low_), 1.0) / 10 : (high_ - low_) * margin;
    return {low_ - room, high_ + room};
  }

 private:
  bool is_log_;
  double low_ = std::numeric_limits<double>::infinity();
  double high_ = -std::numeric_limits<double>::infinity();
};

ChartRange x_extent(const ChartFrame& frame, const std::vector<ChartSeries>& series) {
  if (frame.x_range) return *frame.x_range;
  Extent extent(frame.log_x);
  for (const ChartSeries& one : series) {
    for (const double x : one.x) extent.add(x);
  }
  const ChartRange exact = extent.range(0);
  return exact.low < exact.high ? exact : extent.range(0.05);
}

ChartRange y_extent(const ChartFrame& frame, const std::vector<ChartSeries>& series,
                    const ChartRange& x) {
  if (frame.y_range) return *frame.y_range;
  Extent extent(frame.log_y);
  for (const ChartSeries& one : series) {
    for (std::size_t i = 0; i < one.y.size(); ++i) {
      if (one.x[i] >= x.low && one.x[i] <= x.high) extent.add(one.y[i]);
    }
  }
  return extent.range(0.05);
}

/// In the axis' own scale, for counting columns.
double scaled(double value, bool is_log) {
  return is_log ? std::log10(std::max(value, std::numeric_limits<double>::min())) : value;
}

std::vector<ChartPoint> points_of(const ChartPicture& picture, const ChartSeries& one,
                                  const std::vector<double>& values) {
  std::vector<double> places(one.x.size());
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = scaled(one.x[i], picture.x.is_log);
  const double columns = std::max(1.0, picture.x.pixels.high - picture.x.pixels.low);
  std::vector<ChartPoint> points;
  for (const std::size_t i : decimated(
           places, values, scaled(picture.x.values.low, picture.x.is_log),
           scaled(picture.x.values.high, picture.x.is_log), static_cast<std::size_t>(columns))) {
    if ((picture.x.is_log && one.x[i] <= 0) || (picture.y.is_log && values[i] <= 0)) continue;
    points.push_back({picture.x.pixel(one.x[i]), picture.y.pixel(values[i])});
  }
  return points;
}

void add_lines(ChartPicture& picture, const std::vector<ChartSeries>& series) {
  for (const ChartSeries& one : series) {
    if (one.smooth.empty()) continue;
    picture.lines.push_back({points_of(picture, one, one.y), one.colour, 0, true, false});
  }
  for (const ChartSeries& one : series) {
    const auto& values = one.smooth.empty() ? one.y : one.smooth;
    picture.lines.push_back({points_of(picture, one, values), one.colour, one.dash, false,
                             one.y.size() <= most_marked});
    picture.keys.push_back({one.label, one.colour, one.dash});
  }
}

std::vector<ChartTick> ticks_of(const ChartAxis& axis, std::size_t count) {
  std::vector<ChartTick> ticks;
  for (const double value : round_ticks(axis.values, axis.is_log, count)) {
    ticks.push_back({axis.pixel(value), chart_number(value)});
  }
  return ticks;
}

std::size_t widest(const std::vector<double>& values) {
  std::size_t width = 1;
  for (const double value : values) width = std::max(width, chart_number(value).size());
  return width;
}

std::vector<double> log_ticks(const ChartRange& range, std::size_t count) {
  const int first = static_cast<int>(std::ceil(std::log10(range.low) - 1e-9));
  const int last = static_cast<int>(std::floor(std::log10(range.high) + 1e-9));
  const int powers = std::max(1, last - first + 1);
  const int wanted = static_cast<int>(std::max<std::size_t>(count, 1));
  const bool within = 2 * powers <= wanted;
  const int stride = (powers + wanted - 1) / wanted;
  std::vector<double> ticks;
  // 2 and 5 may lie in the range below its first power of ten.
  for (int decade = within ? first - 1 : first; decade <= last; decade += stride) {
    for (const double step : {1.0, 2.0, 5.0}) {
      const double value = step * std::pow(10, decade);
      if (step > 1 && !within) continue;
      if (value >= range.low && value <= range.high) ticks.push_back(value);
    }
  }
  return ticks;
}

}  // namespace

double ChartAxis::pixel(double value) const {
  const double share = is_log ? std::log(value / values.low) / std::log(values.high / values.low)
                              : (value - values.low) / (values.high - values.low);
  return pixels.low + share * (pixels.high - pixels.low);
}

double ChartAxis::value(double pixel) const {
  const double share = (pixel - pixels.low) / (pixels.high - pixels.low);
  return is_log ? values.low * std::pow(values.high / values.low, share)
                : values.low + share * (values.high - values.low);
}

std::vector<double> round_ticks(const ChartRange& range, bool is_log, std::size_t count) {
  if (!(range.high > range.low)) return {};
  if (is_log && range.low > 0 && range.high / range.low >= 8) return log_ticks(range, count);
  const double rough =
      (range.high - range.low) / static_cast<double>(std::max<std::size_t>(count, 1));
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0}) {
    if (factor * power >= rough) step = factor * power;
  }
  std::vector<double> ticks;
  const double first = std::ceil(range.low / step);
  for (double i = first; i * step <= range.high * (1 + 1e-12); ++i) {
    ticks.push_back(i == 0 ? 0 : i * step);
    if (ticks.size() > 100) break;
  }
  return ticks;
}

std::string chart_number(double value) {
  char text[40];
  const double size = std::abs(value);
  if (size >= 1e5 && size < 1e15 && std::fmod(size, 1000) == 0) {
    const bool millions = std::fmod(size, 1e6) == 0;
    std::snprintf(text, sizeof text, "%.6g%s", value / (millions ? 1e6 : 1e3),
                  millions ? "M" : "k");
  } else {
    std::snprintf(text, sizeof text, "%.4g", value);
  }
  return text;
}

std::string chart_colour(std::size_t number, bool dark) {
  static constexpr std::array<const char*, 8> on_dark{"#56b4e9", "#e69f00", "#1fc08f", "#cc79a7",
                                                      "#f0e442", "#d55e00", "#9fa8da", "#e0e0e0"};
  static constexpr std::array<const char*, 8> on_light{"#0072b2", "#b87a00", "#00805d", "#a8487c",
                                                       "#8a7f00", "#c04f00", "#5c6bc0", "#404040"};
  return (dark ? on_dark : on_light)[number % on_dark.size()];
}

std::vector<double> chart_dashes(std::size_t number) {
  static const std::array<std::vector<double>, 4> patterns{
      std::vector<double>{}, {6, 3}, {2, 2.5}, {8, 3, 2, 3}};
  return patterns[number % patterns.size()];
}

ChartPicture lay_out_chart(const ChartFrame& frame, const std::vector<ChartSeries>& series) {
  ChartPicture picture;
  picture.width = frame.width;
  picture.height = frame.height;
  picture.font_px = frame.font_px;
  picture.x_title = frame.x_title;
  picture.y_title = frame.y_title;
  picture.x.is_log = frame.log_x;
  picture.y.is_log = frame.log_y;
  picture.x.values = x_extent(frame, series);
  picture.y.values = y_extent(frame, series, picture.x.values);
  const double line = frame.font_px * 1.5;
  const auto y_count = static_cast<std::size_t>(std::max(2.0, frame.height / (2 * line)));
  const std::size_t digits = widest(round_ticks(picture.y.values, picture.y.is_log, y_count));
  const double left = line + digit_width * frame.font_px * static_cast<double>(digits) + 10;
  picture.x.pixels = {left, std::max(left + 10, frame.width - line)};
  picture.y.pixels = {std::max(line + 10, frame.height - 2.5 * line), line};
  const auto x_count =
      static_cast<std::size_t>(std::max(2.0, (picture.x.pixels.high - left) / (frame.font_px * 5)));
  picture.x_ticks = ticks_of(picture.x, x_count);
  picture.y_ticks = ticks_of(picture.y, y_count);
  add_lines(picture, series);
  return picture;
}

}  // namespace transpine
