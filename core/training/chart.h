// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace transpine {

/// A line of a chart: values over places that rise.
struct ChartSeries {
  std::string label;
  std::size_t colour = 0;  ///< Number of the colour; series of one run share it.
  std::size_t dash = 0;    ///< Number of the line's pattern, 0 unbroken.
  std::vector<double> x;
  std::vector<double> y;
  /// The smoothed values, drawn on top of the raw ones, which are then faint; empty draws y alone.
  std::vector<double> smooth;
};

struct ChartRange {
  double low = 0;
  double high = 1;
};

/// What a chart shows and how large, in pixels.
struct ChartFrame {
  double width = 640;
  double height = 400;
  double font_px = 12;
  std::string x_title, y_title;
  bool log_x = false;  ///< Values that are not positive are left out.
  bool log_y = false;
  std::optional<ChartRange> x_range, y_range;  ///< A zoom; all values without.
};

/// One axis: values to pixels and back.
struct ChartAxis {
  ChartRange values;
  ChartRange pixels;
  bool is_log = false;

  double pixel(double value) const;
  double value(double pixel) const;
};

struct ChartPoint {
  double x = 0;
  double y = 0;
};

struct ChartLine {
  std::vector<ChartPoint> points;
  std::size_t colour = 0;
  std::size_t dash = 0;
  bool is_faint = false;
  bool has_marks = false;  ///< So few values that each is shown.
};

struct ChartTick {
  double pixel = 0;
  std::string text;
};

struct ChartKey {
  std::string label;
  std::size_t colour = 0;
  std::size_t dash = 0;
};

/// A chart laid out in pixels, for a window or a file to draw.
struct ChartPicture {
  double width = 0, height = 0, font_px = 12;
  std::string x_title, y_title;
  ChartAxis x, y;
  std::vector<ChartTick> x_ticks, y_ticks;
  std::vector<ChartLine> lines;  ///< Faint ones first; cut to the box by who draws them.
  std::vector<ChartKey> keys;
};

ChartPicture lay_out_chart(const ChartFrame& frame, const std::vector<ChartSeries>& series);

/// Round values within the range, about `count` of them; on a logarithmic axis 1, 2, 5 times powers
/// of ten, or powers of ten alone.
std::vector<double> round_ticks(const ChartRange& range, bool is_log, std::size_t count);

/// A value with as many digits as a reader of a chart needs.
std::string chart_number(double value);

/// The colour of a number as "#rrggbb": eight that people with impaired colour vision tell apart
/// (Okabe and Ito), on a dark or a light ground.
std::string chart_colour(std::size_t number, bool dark);
/// Lengths of dashes and gaps of a pattern, in line widths; none for an unbroken line.
std::vector<double> chart_dashes(std::size_t number);

}  // namespace transpine
