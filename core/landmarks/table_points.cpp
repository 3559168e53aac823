// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/table_points.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iomanip>
#include <limits>
#include <sstream>

#include "core/landmarks/point_label.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace fs = std::filesystem;

namespace {

std::vector<std::string> header_of(const std::string& text) {
  auto columns = csv_cells(text.substr(0, text.find('\n')));
  // A byte order mark, as spreadsheets write it.
  if (!columns.empty() && columns[0].starts_with("\xef\xbb\xbf")) columns[0].erase(0, 3);
  return columns;
}

bool has(const std::vector<std::string>& columns, const std::string& name) {
  return std::find(columns.begin(), columns.end(), name) != columns.end();
}

/// The ending of the coordinates' columns, as in "x_lps_mm"; absent without coordinates.
std::optional<std::string> coordinate_ending(const std::vector<std::string>& columns) {
  for (const char* ending : {"_lps_mm", "_ras_mm", "_mm", ""}) {
    if (has(columns, std::string("x") + ending) && has(columns, std::string("y") + ending) &&
        has(columns, std::string("z") + ending)) {
      return ending;
    }
  }
  return {};
}

std::string label_in(const CsvRow& row) {
  const std::string label = row.text("label");
  if (!label.empty()) return label;
  const std::string subregion = row.text("subregion");
  return row.text("vertebra") + " " + (subregion.empty() ? row.text("kind") : subregion);
}

}  // namespace

std::vector<std::string> csv_cells(const std::string& line) {
  const char separator =
      line.find(';') != std::string::npos && line.find(',') == std::string::npos ? ';' : ',';
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '"') {
      // Two quotes in a quoted cell are one.
      if (quoted && i + 1 < line.size() && line[i + 1] == '"') {
        cells.back() += line[++i];
      } else {
        quoted = !quoted;
      }
    } else if (c == separator && !quoted) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back() += c;
    }
  }
  return cells;
}

std::string CsvRow::text(const std::string& column) const {
  const auto at = static_cast<std::size_t>(std::find(columns_.begin(), columns_.end(), column) -
                                           columns_.begin());
  return at < cells_.size() && at < columns_.size() ? cells_[at] : std::string();
}

std::optional<double> CsvRow::number(const std::string& column) const {
  const std::string cell = text(column);
  char* end = nullptr;
  const double value = std::strtod(cell.c_str(), &end);
  if (cell.empty() || *end != '\0' || !std::isfinite(value)) return {};
  return value;
}

bool looks_like_points_csv(const std::string& text) {
  const auto columns = header_of(text);
  return coordinate_ending(columns) && (has(columns, "vertebra") || has(columns, "label"));
}

Result<LandmarkSet> points_from_csv(const std::string& text, const fs::path& path,
                                    std::vector<std::string>* notes) {
  const auto columns = header_of(text);
  const std::string ending = coordinate_ending(columns).value_or("");
  const Eigen::Vector3d signs =
      ending == "_ras_mm" ? Eigen::Vector3d(-1, -1, 1) : Eigen::Vector3d(1, 1, 1);
  LabelledPoints points(path.string());
  std::istringstream lines(text);
  std::string line;
  std::getline(lines, line);
  for (int number = 2; std::getline(lines, line); ++number) {
    if (line.find_first_not_of(" \t\r,;") == std::string::npos) continue;
    const CsvRow row(columns, csv_cells(line));
    const auto x = row.number("x" + ending);
    const auto y = row.number("y" + ending);
    const auto z = row.number("z" + ending);
    if (!x || !y || !z) {
      return Error{path.string() + ": line " + std::to_string(number) + " has no position.",
                   "Give x, y and z as numbers in mm with decimal points."};
    }
    points.add(label_in(row), signs.cwiseProduct(Eigen::Vector3d(*x, *y, *z)));
  }
  return points.finish(notes);
}

std::string points_csv_text(const LandmarkSet& points) {
  std::ostringstream text;
  text << std::setprecision(std::numeric_limits<double>::max_digits10)
       << "vertebra,subregion,kind,x_lps_mm,y_lps_mm,z_lps_mm\n";
  for (const auto& [key, p] : points) {
    const std::string name = vertebra_name(key.vertebra);
    text << (name.starts_with('#') ? name.substr(1) : name) << ',' << key.subregion << ','
         << subregion_name(key.subregion) << ',' << p.x() << ',' << p.y() << ',' << p.z() << '\n';
  }
  return text.str();
}

}  // namespace transpine
