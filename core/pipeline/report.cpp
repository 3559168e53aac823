// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/report.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace transpine {
namespace {

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
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string base64(const std::string& bytes) {
  static constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned value = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t k = 0; k < 3; ++k) {
      value = value << 8 | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += k <= count ? digits[value >> (18 - 6 * k) & 63] : '=';
    }
  }
  return text;
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

void write_table(std::ostringstream& out, const ReportTable& table) {
  out << "<table><caption>" << escaped(table.caption) << "</caption><tr>";
  for (const auto& title : table.header) out << "<th>" << escaped(title) << "</th>";
  out << "</tr>\n";
  for (const auto& row : table.rows) {
    out << "<tr>";
    for (const auto& cell : row) out << "<td>" << escaped(cell) << "</td>";
    out << "</tr>\n";
  }
  out << "</table>\n";
}

void write_curve(std::ostringstream& out, const ReportCurve& curve) {
  if (curve.points.size() < 2) return;
  constexpr double width = 640, height = 260, left = 64, bottom = 40, top = 12, right = 12;
  double x_low = curve.points[0].first, x_high = x_low;
  double y_low = curve.points[0].second, y_high = y_low;
  for (const auto& [x, y] : curve.points) {
    x_low = std::min(x_low, x);
    x_high = std::max(x_high, x);
    y_low = std::min(y_low, y);
    y_high = std::max(y_high, y);
  }
  const double x_scale = (width - left - right) / std::max(x_high - x_low, 1e-12);
  const double y_scale = (height - top - bottom) / std::max(y_high - y_low, 1e-12);
  out << "<figure><svg viewBox='0 0 " << width << ' ' << height << "' width='" << width
      << "' role='img'><rect x='" << left << "' y='" << top << "' width='" << width - left - right
      << "' height='" << height - top - bottom << "' class='frame'/><polyline points='";
  for (const auto& [x, y] : curve.points) {
    out << number(left + (x - x_low) * x_scale) << ','
        << number(height - bottom - (y - y_low) * y_scale) << ' ';
  }
  out << "'/>";
  const auto text = [&](double x, double y, const char* anchor, const std::string& content) {
    out << "<text x='" << x << "' y='" << y << "' text-anchor='" << anchor << "'>"
        << escaped(content) << "</text>";
  };
  text(left - 6, height - bottom, "end", number(y_low));
  text(left - 6, top + 10, "end", number(y_high));
  text(left, height - bottom + 16, "middle", number(x_low));
  text(width - right, height - bottom + 16, "end", number(x_high));
  text((left + width) / 2, height - 6, "middle", curve.x_title);
  text(left + 6, top + 14, "start", curve.y_title);
  out << "</svg><figcaption>" << escaped(curve.caption) << "</figcaption></figure>\n";
}

constexpr char kStyle[] = R"(<style>
body{font:15px/1.5 system-ui,sans-serif;max-width:1080px;margin:2em auto;padding:0 1em;color:#222;background:#fff}
table{border-collapse:collapse;margin:1.2em 0}caption{text-align:left;font-weight:600;padding:.3em 0}
th,td{border:1px solid #ccc;padding:.25em .7em;text-align:right}th:first-child,td:first-child{text-align:left}
th{background:#f2f4f6}figure{display:inline-block;margin:0 12px 16px 0;vertical-align:top}
figcaption{color:#555;font-size:13px}img{image-rendering:auto;background:#000;height:360px}
svg text{font-size:12px;fill:#444}svg .frame{fill:none;stroke:#bbb}svg polyline{fill:none;stroke:#2a78b8;stroke-width:1.5}
pre{background:#f6f6f6;padding:.8em;overflow:auto;font-size:12px}</style>)";

}  // namespace

Result<std::string> to_html(const Report& report) {
  std::ostringstream out;
  out << "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'><title>"
      << escaped(report.title) << "</title>" << kStyle << "</head><body>\n<h1>"
      << escaped(report.title) << "</h1>\n";
  for (const auto& paragraph : report.paragraphs) out << "<p>" << escaped(paragraph) << "</p>\n";
  for (const auto& table : report.tables) write_table(out, table);
  for (const auto& picture : report.pictures) {
    auto png = encode_png(picture.image);
    if (!png) return png.error();
    out << "<figure><img alt='" << escaped(picture.caption) << "' src='data:image/png;base64,"
        << base64(*png) << "'><figcaption>" << escaped(picture.caption)
        << "</figcaption></figure>\n";
  }
  for (const auto& curve : report.curves) write_curve(out, curve);
  out << "<h2>Provenance</h2><pre>" << escaped(report.provenance) << "</pre></body></html>\n";
  return out.str();
}

std::string to_text(const ReportTable& table) {
  std::vector<std::size_t> widths;
  for (const auto& title : table.header) widths.push_back(title.size());
  for (const auto& row : table.rows) {
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], row[i].size());
    }
  }
  std::ostringstream out;
  const auto line = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size() && i < widths.size(); ++i) {
      const std::string pad(widths[i] - cells[i].size(), ' ');
      out << (i == 0 ? "  " + cells[i] + pad : "  " + pad + cells[i]);
    }
    out << '\n';
  };
  out << table.caption << '\n';
  line(table.header);
  for (const auto& row : table.rows) line(row);
  return out.str();
}

std::string to_csv(const ReportTable& table) {
  std::ostringstream out;
  const auto line = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::string cell = cells[i];
      if (cell.find_first_of(",\"\n") != std::string::npos) {
        for (std::size_t at = 0; (at = cell.find('"', at)) != std::string::npos; at += 2) {
          cell.insert(at, 1, '"');
        }
        cell = "\"" + cell + "\"";
      }
      out << (i ? "," : "") << cell;
    }
    out << '\n';
  };
  line(table.header);
  for (const auto& row : table.rows) line(row);
  return out.str();
}

}  // namespace transpine
