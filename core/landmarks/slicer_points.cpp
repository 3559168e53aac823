// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/slicer_points.h"

#include <iomanip>
#include <limits>
#include <optional>
#include <sstream>

#include "core/landmarks/point_label.h"
#include "core/landmarks/table_points.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kSchema =
    "https://raw.githubusercontent.com/slicer/slicer/master/Modules/Loadable/Markups/Resources/"
    "Schema/markups-schema-v1.0.3.json#";

Error invalid(const fs::path& path, const std::string& what) {
  return {path.string() + " holds no points of 3D Slicer that can be read: " + what + ".",
          "Save the point list anew in Slicer, in LPS or RAS."};
}

/// The signs that turn a named frame into LPS; absent for others.
std::optional<Eigen::Vector3d> signs_of(const std::string& frame) {
  if (frame == "LPS" || frame == "1") return Eigen::Vector3d(1, 1, 1);
  if (frame == "RAS" || frame == "0") return Eigen::Vector3d(-1, -1, 1);
  return {};
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

Result<LandmarkSet> points_from_slicer(const json& file, const fs::path& path,
                                       std::vector<std::string>* notes) {
  LabelledPoints points(path.string());
  for (const json& markup : file.at("markups")) {
    if (!markup.contains("controlPoints")) continue;
    const auto signs = signs_of(markup.value("coordinateSystem", "LPS"));
    if (!signs) return invalid(path, "its coordinate system is neither LPS nor RAS");
    if (markup.value("coordinateUnits", "mm") != "mm") {
      return invalid(path, "its unit is not mm");
    }
    for (const json& point : markup.at("controlPoints")) {
      if (point.value("positionStatus", "defined") != "defined") continue;
      const json p = point.value("position", json());
      if (!p.is_array() || p.size() != 3) return invalid(path, "a point has no position");
      points.add(point.value("label", ""), signs->cwiseProduct(Eigen::Vector3d(p[0], p[1], p[2])));
    }
  }
  return points.finish(notes);
}

json slicer_json(const LandmarkSet& points) {
  json list = json::array();
  for (const auto& [key, p] : points) {
    const std::string id = std::to_string(list.size() + 1);
    list.push_back({{"id", id},
                    {"label", point_label(key)},
                    {"description", ""},
                    {"associatedNodeID", ""},
                    {"position", {p.x(), p.y(), p.z()}},
                    {"orientation", {-1, 0, 0, 0, -1, 0, 0, 0, 1}},
                    {"selected", true},
                    {"locked", true},
                    {"visibility", true},
                    {"positionStatus", "defined"}});
  }
  return {{"@schema", kSchema},
          {"markups",
           {{{"type", "Fiducial"},
             {"coordinateSystem", "LPS"},
             {"coordinateUnits", "mm"},
             {"locked", true},
             {"fixedNumberOfControlPoints", false},
             {"labelFormat", "%N-%d"},
             {"lastUsedControlPointNumber", list.size()},
             {"controlPoints", list}}}}};
}

Result<LandmarkSet> points_from_fcsv(const std::string& text, const fs::path& path,
                                     std::vector<std::string>* notes) {
  LabelledPoints points(path.string());
  std::string frame = "RAS";
  // The columns since version 4.0.
  std::vector<std::string> columns{"id", "x",   "y",   "z",    "ow",    "ox",  "oy",
                                   "oz", "vis", "sel", "lock", "label", "desc"};
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    line = trimmed(line);
    if (line.starts_with('#')) {
      const auto value = [&](const std::string& name) -> std::optional<std::string> {
        const auto at = line.find(name);
        const auto equals = line.find('=');
        if (at == std::string::npos || equals == std::string::npos) return {};
        return trimmed(line.substr(equals + 1));
      };
      if (const auto named = value("CoordinateSystem")) frame = *named;
      if (const auto named = value("columns")) columns = csv_cells(*named);
      continue;
    }
    if (line.empty()) continue;
    const auto signs = signs_of(frame);
    if (!signs) return invalid(path, "its coordinate system is neither LPS nor RAS");
    const CsvRow row(columns, csv_cells(line));
    const auto x = row.number("x"), y = row.number("y"), z = row.number("z");
    if (!x || !y || !z) return invalid(path, "a line has no position: " + line);
    points.add(row.text("label"), signs->cwiseProduct(Eigen::Vector3d(*x, *y, *z)));
  }
  return points.finish(notes);
}

std::string fcsv_text(const LandmarkSet& points) {
  std::ostringstream text;
  text << std::setprecision(std::numeric_limits<double>::max_digits10)
       << "# Markups fiducial file version = 4.11\n# CoordinateSystem = LPS\n"
          "# columns = id,x,y,z,ow,ox,oy,oz,vis,sel,lock,label,desc,associatedNodeID\n";
  int id = 0;
  for (const auto& [key, p] : points) {
    text << ++id << ',' << p.x() << ',' << p.y() << ',' << p.z() << ",0,0,0,1,1,1,1,"
         << point_label(key) << ",,\n";
  }
  return text.str();
}

}  // namespace transpine
