// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/landmark_files.h"

#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/json_text.h"
#include "core/image/resample.h"
#include "core/landmarks/landmark_json.h"
#include "core/landmarks/slicer_points.h"
#include "core/landmarks/spine_labels.h"
#include "core/landmarks/table_points.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr int kLabelMax = 256;  // label = subregion * 256 + vertebra (paper-facts 2.3)

Error invalid(const fs::path& path, const std::string& what) {
  return {
      path.string() + " is no landmark file that can be read: " + what + ".",
      "Give a VerSe centroid list, a POI file, markups of 3D Slicer, a CSV table or a landmarks "
      "JSON of Transpine."};
}

Error without_grid(const fs::path& path) {
  return {path.string() + " holds voxel indices, but not the geometry of its image.",
          "Give the image too, so that the points can be placed in space."};
}

/// A finite point of three numbers; absent otherwise (POI files write NaN for missing points).
std::optional<Eigen::Vector3d> point_of(const json& values) {
  if (!values.is_array() || values.size() != 3) return {};
  Eigen::Vector3d p;
  for (int axis = 0; axis < 3; ++axis) {
    const json& value = values[static_cast<std::size_t>(axis)];
    if (!value.is_number()) return {};
    p[axis] = value.get<double>();
  }
  if (!p.allFinite()) return {};
  return p;
}

json point_json(const Eigen::Vector3d& p) {
  return {p.x(), p.y(), p.z()};
}

std::optional<int> vertebra_id(const std::string& name) {
  if (const auto id = vertebra_from_name(name)) return id;
  try {
    std::size_t used = 0;
    const int id = std::stoi(name, &used);
    if (used == name.size() && id > 0 && id < kLabelMax) return id;
  } catch (const std::exception&) {
    return {};
  }
  return {};
}

/// A subregion by number, or by the name that newer POI files use.
std::optional<int> subregion_id(const std::string& name) {
  static const std::map<std::string, int> names = {
      {"Arcus_Vertebrae", 41},         {"Spinosus_Process", 42},
      {"Costal_Process_Left", 43},     {"Costal_Process_Right", 44},
      {"Superior_Articular_Left", 45}, {"Superior_Articular_Right", 46},
      {"Inferior_Articular_Left", 47}, {"Inferior_Articular_Right", 48},
      {"Vertebra_Corpus_border", 49},  {"Vertebra_Corpus", 50}};
  if (const auto found = names.find(name); found != names.end()) return found->second;
  return vertebra_id(name);
}

std::optional<std::string> header_orientation(const json& header) {
  if (!header.contains("direction") || !header["direction"].is_array()) return {};
  std::string letters;
  for (const auto& letter : header["direction"]) {
    if (!letter.is_string()) return {};
    letters += letter.get<std::string>();
  }
  return letters;
}

/// The grid that the file's indices count in: by the file's own geometry, or the image's grid
/// turned to the file's orientation.
Result<Grid> index_grid(const json& header, const std::optional<Grid>& image_grid,
                        const fs::path& path) {
  const auto orientation = header_orientation(header);
  if (!orientation) return invalid(path, "its first entry has no direction");
  const auto entry = [&](const char* key) { return header.contains(key) ? header[key] : json(); };
  const auto zoom = point_of(entry("zoom"));
  const auto origin = point_of(entry("origin"));
  const json rotation = entry("rotation");
  if (zoom && origin && rotation.is_array() && rotation.size() == 3) {
    Grid grid;
    const Eigen::Vector3d lps_from_ras(-1, -1, 1);
    for (int row = 0; row < 3; ++row) {
      const auto values = point_of(rotation[static_cast<std::size_t>(row)]);
      if (!values) return invalid(path, "its rotation is no 3x3 matrix");
      grid.direction.row(row) = lps_from_ras[row] * values->transpose();
    }
    grid.spacing_mm = zoom->cwiseAbs();
    grid.origin_mm = lps_from_ras.cwiseProduct(*origin);
    grid.size = {1, 1, 1};
    return grid;
  }
  if (!image_grid) return without_grid(path);
  auto grid = reoriented_grid(*image_grid, *orientation);
  if (!grid) return invalid(path, "its direction is no orientation");
  if (const auto shape = point_of(entry("shape"))) {
    for (int axis = 0; axis < 3; ++axis) {
      const auto size = static_cast<double>(grid->size[static_cast<std::size_t>(axis)]);
      if (std::abs((*shape)[axis] - size) > 0.5) {
        return Error{path.string() + " belongs to an image of another size than the one given (" +
                         grid->description() + ").",
                     "Give the image that the points were made on."};
      }
    }
  }
  return grid;
}

Result<LandmarkSet> from_verse(const json& list, const std::optional<Grid>& image_grid,
                               const fs::path& path) {
  const auto grid = index_grid(list[0], image_grid, path);
  if (!grid) return grid.error();
  LandmarkSet points;
  for (std::size_t i = 1; i < list.size(); ++i) {
    const json& item = list[i];
    if (!item.is_object() || !item.contains("label") || !item["label"].is_number_integer()) {
      return invalid(path, "entry " + std::to_string(i) + " has no numeric label");
    }
    const auto index = point_of(
        json::array({item.value("X", json()), item.value("Y", json()), item.value("Z", json())}));
    if (!index) continue;
    const int label = item["label"].get<int>();
    const int region = label / kLabelMax;
    points[{label % kLabelMax, region == 0 ? subregion::kBody : region}] =
        grid->point_from_index(*index);
  }
  return points;
}

/// Calls `add(key, point)` for the nested {vertebra: {subregion: [x, y, z]}} of the POI formats.
template <class Add>
Result<void> for_each_poi(const json& by_vertebra, const fs::path& path, const Add& add) {
  if (!by_vertebra.is_object()) return invalid(path, "its second entry holds no points");
  for (const auto& [vertebra_text, regions] : by_vertebra.items()) {
    const auto v = vertebra_id(vertebra_text);
    if (!v) return invalid(path, "\"" + vertebra_text + "\" is no vertebra");
    if (!regions.is_object()) return invalid(path, vertebra_text + " holds no points");
    for (const auto& [region_text, values] : regions.items()) {
      const auto s = subregion_id(region_text);
      const auto p = point_of(values);
      // Other kinds of points (ligaments, muscle insertions) by names we have no use for.
      if (s && p) add(LandmarkKey{*v, *s}, *p);
    }
  }
  return {};
}

Result<LandmarkSet> from_poi(const json& list, const std::optional<Grid>& image_grid,
                             const fs::path& path) {
  const auto grid = index_grid(list[0], image_grid, path);
  if (!grid) return grid.error();
  LandmarkSet points;
  auto done = for_each_poi(list[1], path, [&](LandmarkKey key, const Eigen::Vector3d& index) {
    points[key] = grid->point_from_index(index);
  });
  if (!done) return done.error();
  return points;
}

Result<LandmarkSet> from_poi_global(const json& list, const fs::path& path) {
  const bool is_lps = list[0].value("coordinate_system", "nib") == "itk";
  LandmarkSet points;
  auto done = for_each_poi(list[1], path, [&](LandmarkKey key, const Eigen::Vector3d& p) {
    points[key] = is_lps ? p : Eigen::Vector3d(-p.x(), -p.y(), p.z());
  });
  if (!done) return done.error();
  return points;
}

/// Objects with "vert_label" and "(x, y, z)" texts, in R-P-I voxels of 1 mm.
Result<LandmarkSet> from_old_poi(const json& list, const std::optional<Grid>& image_grid,
                                 const fs::path& path) {
  if (!image_grid) return without_grid(path);
  auto grid = reoriented_grid(respaced(*image_grid, Eigen::Vector3d::Ones()), "RPI");
  if (!grid) return grid.error();
  LandmarkSet points;
  for (const json& item : list) {
    const json name = item.value("vert_label", json());
    const auto v = name.is_string() ? vertebra_id(name.get<std::string>()) : std::nullopt;
    if (!v) return invalid(path, "an entry has no vert_label");
    for (const auto& [key, value] : item.items()) {
      const auto s = subregion_id(key);
      if (!s || !value.is_string()) continue;
      Eigen::Vector3d index;
      const std::string text = value.get<std::string>();
      if (std::sscanf(text.c_str(), " ( %lf , %lf , %lf )", &index[0], &index[1], &index[2]) == 3 &&
          index.allFinite()) {
        points[{*v, *s}] = grid->point_from_index(index);
      }
    }
  }
  return points;
}

Result<LandmarkSet> from_list(const json& list, const std::optional<Grid>& grid,
                              const fs::path& path) {
  if (list.empty() || !list[0].is_object()) return invalid(path, "it is an empty list");
  const json& header = list[0];
  if (header.contains("vert_label")) return from_old_poi(list, grid, path);
  const json format = header.value("format", json());
  const bool nested = list.size() == 2 && list[1].is_object() && !list[1].contains("label");
  if (format == "POI_GLOBAL" || (nested && header.contains("coordinate_system"))) {
    if (!nested) return invalid(path, "its second entry holds no points");
    return from_poi_global(list, path);
  }
  if (nested) return from_poi(list, grid, path);
  return from_verse(list, grid, path);
}

json grid_header(const Grid& grid, const char* format) {
  json rotation = json::array();
  const Eigen::Matrix3d ras = Eigen::Vector3d(-1, -1, 1).asDiagonal() * grid.direction;
  for (int row = 0; row < 3; ++row) rotation.push_back(point_json(ras.row(row).transpose()));
  const std::string letters = grid.orientation();
  json direction = json::array();
  for (const char letter : letters) direction.push_back(std::string(1, letter));
  return {{"direction", direction},
          {"zoom", point_json(grid.spacing_mm)},
          {"origin", point_json(Eigen::Vector3d(-grid.origin_mm.x(), -grid.origin_mm.y(),
                                                grid.origin_mm.z()))},
          {"rotation", rotation},
          {"shape", grid.size},
          {"format", format}};
}

json verse_json(const LandmarkSet& points, const Grid& grid) {
  json list = json::array({grid_header(grid, "docker")});
  for (const auto& [key, p_mm] : points) {
    const Eigen::Vector3d index = grid.index_from_point(p_mm);
    // Plain vertebra ids for bodies, as VerSe itself writes them.
    const int label =
        key.subregion == subregion::kBody ? key.vertebra : key.subregion * kLabelMax + key.vertebra;
    list.push_back({{"label", label}, {"X", index.x()}, {"Y", index.y()}, {"Z", index.z()}});
  }
  return list;
}

/// POI files know the sacrum as S1.
std::string poi_vertebra_name(int id) {
  if (id == vertebra::kSacrum) return "S1";
  const std::string name = vertebra_name(id);
  return name.front() == '#' ? name.substr(1) : name;
}

json poi_json(const LandmarkSet& points, const Grid* grid) {
  json header = grid ? grid_header(*grid, "POI")
                     : json{{"coordinate_system", "itk"}, {"format", "POI_GLOBAL"}};
  header["level_one_info"] = "Vertebra_Instance";
  header["level_two_info"] = "Location";
  json by_vertebra = json::object();
  for (const auto& [key, p_mm] : points) {
    by_vertebra[poi_vertebra_name(key.vertebra)][std::to_string(key.subregion)] =
        point_json(grid ? grid->index_from_point(p_mm) : p_mm);
  }
  return json::array({header, by_vertebra});
}

}  // namespace

std::optional<LandmarkFormat> landmark_format_from_name(const std::string& name) {
  static const std::map<std::string, LandmarkFormat> formats = {
      {"verse", LandmarkFormat::verse},
      {"poi", LandmarkFormat::poi},
      {"poi-global", LandmarkFormat::poi_global},
      {"slicer", LandmarkFormat::slicer},
      {"fcsv", LandmarkFormat::fcsv},
      {"csv", LandmarkFormat::csv}};
  const auto found = formats.find(name);
  return found == formats.end() ? std::nullopt : std::optional(found->second);
}

std::optional<LandmarkFormat> landmark_format_from_path(const fs::path& path) {
  const std::string name = path.filename().string();
  if (name.ends_with(".mrk.json")) return LandmarkFormat::slicer;
  if (name.ends_with(".fcsv")) return LandmarkFormat::fcsv;
  if (name.ends_with(".csv")) return LandmarkFormat::csv;
  return {};
}

bool needs_grid(LandmarkFormat format) {
  return format == LandmarkFormat::verse || format == LandmarkFormat::poi;
}

Result<LandmarkSet> read_landmarks(const fs::path& path, const std::optional<Grid>& grid,
                                   LandmarkSide side, std::vector<std::string>* notes) {
  auto text = read_text(path);
  if (!text) return text.error();
  const json parsed = json::parse(*text, nullptr, false);
  if (parsed.is_discarded()) {
    // No JSON begins like these.
    if (text->starts_with("# Markups")) return points_from_fcsv(*text, path, notes);
    if (looks_like_points_csv(*text)) return points_from_csv(*text, path, notes);
    return invalid(path, "it is neither JSON nor a table of points");
  }
  try {
    if (parsed.is_object()) {
      if (parsed.contains("markups")) return points_from_slicer(parsed, path, notes);
      auto document = landmark_document_from(parsed, path);
      if (!document) return document.error();
      return active_points(side == LandmarkSide::mr ? document->mr : document->ct);
    }
    if (!parsed.is_array()) return invalid(path, "it is neither list nor object");
    return from_list(parsed, grid, path);
  } catch (const json::exception& exception) {
    return invalid(path, exception.what());
  }
}

Result<void> write_landmarks(const fs::path& path, const LandmarkSet& points, LandmarkFormat format,
                             const Grid& grid) {
  switch (format) {
    case LandmarkFormat::verse:
      return write_text_atomically(path, json_text(verse_json(points, grid), 2) + "\n");
    case LandmarkFormat::poi:
      return write_text_atomically(path, json_text(poi_json(points, &grid), 2) + "\n");
    case LandmarkFormat::poi_global:
      return write_text_atomically(path, json_text(poi_json(points, nullptr), 2) + "\n");
    case LandmarkFormat::slicer:
      return write_text_atomically(path, json_text(slicer_json(points), 4) + "\n");
    case LandmarkFormat::fcsv:
      return write_text_atomically(path, fcsv_text(points));
    case LandmarkFormat::csv:
      break;
  }
  return write_text_atomically(path, points_csv_text(points));
}

}  // namespace transpine
