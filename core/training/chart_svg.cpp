// SPDX-License-Identifier: Apache-2.0
#include "core/training/chart_svg.h"

#include <algorithm>
#include <cstdio>

namespace transpine {
namespace {

std::string pixels(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", value);
  return text;
}

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string line(double x1, double y1, double x2, double y2, const char* colour) {
  return "<line x1=\"" + pixels(x1) + "\" y1=\"" + pixels(y1) + "\" x2=\"" + pixels(x2) +
         "\" y2=\"" + pixels(y2) + "\" stroke=\"" + colour + "\"/>\n";
}

std::string text_at(double x, double y, const char* anchor, const std::string& text,
                    const std::string& more = {}) {
  return "<text x=\"" + pixels(x) + "\" y=\"" + pixels(y) + "\" text-anchor=\"" + anchor + "\"" +
         more + ">" + escaped(text) + "</text>\n";
}

std::string dash_attribute(std::size_t dash, double width) {
  std::string lengths;
  for (const double length : chart_dashes(dash)) {
    lengths += (lengths.empty() ? "" : ",") + pixels(length * width);
  }
  return lengths.empty() ? "" : " stroke-dasharray=\"" + lengths + "\"";
}

std::string axes(const ChartPicture& chart) {
  std::string svg;
  const ChartRange& x = chart.x.pixels;
  const ChartRange& y = chart.y.pixels;
  for (const ChartTick& tick : chart.y_ticks) {
    svg += line(x.low, tick.pixel, x.high, tick.pixel, "#dddddd");
    svg += text_at(x.low - 5, tick.pixel + chart.font_px * 0.35, "end", tick.text);
  }
  for (const ChartTick& tick : chart.x_ticks) {
    svg += line(tick.pixel, y.low, tick.pixel, y.high, "#dddddd");
    svg += text_at(tick.pixel, y.low + chart.font_px * 1.3, "middle", tick.text);
  }
  svg +=
      line(x.low, y.low, x.high, y.low, "#666666") + line(x.low, y.low, x.low, y.high, "#666666");
  svg += text_at((x.low + x.high) / 2, chart.height - chart.font_px * 0.5, "middle", chart.x_title);
  const std::string middle = pixels((y.low + y.high) / 2);
  const std::string left = pixels(chart.font_px);
  svg += text_at(chart.font_px, (y.low + y.high) / 2, "middle", chart.y_title,
                 " transform=\"rotate(-90 " + left + " " + middle + ")\"");
  return svg;
}

std::string curve(const ChartLine& one) {
  if (one.points.empty()) return {};
  const std::string colour = chart_colour(one.colour, false);
  std::string svg = "<polyline fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"" +
                    (one.is_faint ? "1" : "1.8") + "\"" +
                    (one.is_faint ? " stroke-opacity=\"0.3\"" : "") +
                    dash_attribute(one.dash, 1.8) + " points=\"";
  for (const ChartPoint& point : one.points) svg += pixels(point.x) + "," + pixels(point.y) + " ";
  svg += "\"/>\n";
  if (!one.has_marks) return svg;
  for (const ChartPoint& point : one.points) {
    svg += "<circle cx=\"" + pixels(point.x) + "\" cy=\"" + pixels(point.y) +
           "\" r=\"2.5\" fill=\"" + colour + "\"/>\n";
  }
  return svg;
}

std::string legend(const ChartPicture& chart) {
  std::string svg;
  double y = chart.y.pixels.high + chart.font_px * 1.2;
  for (const ChartKey& key : chart.keys) {
    const double right = chart.x.pixels.high - 6;
    const double width = 36 + 0.62 * chart.font_px * static_cast<double>(key.label.size());
    svg += "<rect x=\"" + pixels(right - width) + "\" y=\"" + pixels(y - chart.font_px) +
           "\" width=\"" + pixels(width) + "\" height=\"" + pixels(chart.font_px * 1.4) +
           "\" fill=\"white\" fill-opacity=\"0.7\"/>\n";
    svg += text_at(right - 30, y, "end", key.label);
    svg += "<line x1=\"" + pixels(right - 24) + "\" y1=\"" + pixels(y - chart.font_px * 0.35) +
           "\" x2=\"" + pixels(right) + "\" y2=\"" + pixels(y - chart.font_px * 0.35) +
           "\" stroke=\"" + chart_colour(key.colour, false) + "\" stroke-width=\"1.8\"" +
           dash_attribute(key.dash, 1.8) + "/>\n";
    y += chart.font_px * 1.4;
  }
  return svg;
}

std::string chart_group(const ChartPicture& chart, double top, std::size_t number) {
  const ChartRange& x = chart.x.pixels;
  const ChartRange& y = chart.y.pixels;
  const std::string clip = "box" + std::to_string(number);
  std::string svg = "<g transform=\"translate(0 " + pixels(top) + ")\" font-size=\"" +
                    pixels(chart.font_px) + "\">\n<clipPath id=\"" + clip + "\"><rect x=\"" +
                    pixels(x.low) + "\" y=\"" + pixels(y.high) + "\" width=\"" +
                    pixels(x.high - x.low) + "\" height=\"" + pixels(y.low - y.high) +
                    "\"/></clipPath>\n" + axes(chart) + "<g clip-path=\"url(#" + clip + ")\">\n";
  for (const ChartLine& one : chart.lines) svg += curve(one);
  return svg + "</g>\n" + legend(chart) + "</g>\n";
}

}  // namespace

std::string charts_svg(const std::vector<ChartPicture>& charts) {
  double width = 1;
  double height = 0;
  std::string groups;
  for (std::size_t i = 0; i < charts.size(); ++i) {
    groups += chart_group(charts[i], height, i);
    width = std::max(width, charts[i].width);
    height += charts[i].height;
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
         "width=\"" +
         pixels(width) + "\" height=\"" + pixels(height) +
         "\" font-family=\"sans-serif\">\n<rect width=\"100%\" height=\"100%\" "
         "fill=\"white\"/>\n" +
         groups + "</svg>\n";
}

}  // namespace transpine
