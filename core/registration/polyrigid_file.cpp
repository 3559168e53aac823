// SPDX-License-Identifier: Apache-2.0
#include "core/registration/polyrigid_file.h"

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/content_hash.h"
#include "core/base/json_text.h"
#include "core/image/image_io.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

constexpr const char* kFormat = "transpine-polyrigid";
constexpr int kVersion = 1;

Error invalid(const fs::path& path, const std::string& what) {
  return {path.string() + " is no polyrigid transform that can be read: " + what + ".",
          "Give a file that transpine register --model polyrigid wrote."};
}

json rows_of(const Eigen::Matrix4d& m) {
  json rows = json::array();
  for (int row = 0; row < 4; ++row) rows.push_back({m(row, 0), m(row, 1), m(row, 2), m(row, 3)});
  return rows;
}

Rigid3 rigid_of(const json& rows) {
  Eigen::Matrix4d m;
  for (int row = 0; row < 4; ++row) {
    for (int column = 0; column < 4; ++column) {
      m(row, column) = rows.at(static_cast<std::size_t>(row)).at(static_cast<std::size_t>(column));
    }
  }
  return Rigid3::from_matrix(m);
}

Result<json> shapes_json(const fs::path& file, const ShapeSource& source) {
  json points = json::array();
  for (const auto& [key, p] : source.mr_points) {
    points.push_back({{"vertebra_id", key.vertebra},
                      {"subregion", key.subregion},
                      {"p_mm", {p.x(), p.y(), p.z()}}});
  }
  json shapes = {{"mr_points", points}};
  if (source.mask.empty()) return shapes;
  auto hash = content_hash(source.mask);
  if (!hash) return hash.error();
  const fs::path folder = fs::absolute(file).lexically_normal().parent_path();
  shapes["mask"] = fs::absolute(source.mask).lexically_normal().lexically_relative(folder).string();
  shapes["mask_content_hash"] = *hash;
  shapes["mask_of"] = source.mask_of == ShapeSource::Image::mr ? "mr" : "ct";
  return shapes;
}

Result<ShapeSource> shapes_from(const json& shapes, const fs::path& file) {
  ShapeSource source;
  for (const json& point : shapes.at("mr_points")) {
    const json& p = point.at("p_mm");
    const LandmarkKey key{point.at("vertebra_id").get<int>(), point.at("subregion").get<int>()};
    source.mr_points[key] = Eigen::Vector3d(p.at(0), p.at(1), p.at(2));
  }
  if (!shapes.contains("mask")) return source;
  source.mask =
      (fs::absolute(file).parent_path() / shapes.at("mask").get<std::string>()).lexically_normal();
  source.mask_of = shapes.at("mask_of") == "ct" ? ShapeSource::Image::ct : ShapeSource::Image::mr;
  auto hash = content_hash(source.mask);
  if (!hash) return hash.error();
  if (*hash != shapes.at("mask_content_hash").get<std::string>()) {
    return Error{source.mask.string() + " has changed since " + file.string() + " was written.",
                 "Register once more, so that the transform fits the mask."};
  }
  return source;
}

}  // namespace

fs::path polyrigid_file(const fs::path& rigid_transform_file) {
  return fs::path(rigid_transform_file).replace_extension(".json");
}

Result<Polyrigid> polyrigid_of(const PolyrigidParts& parts, const std::optional<Volume>& mask) {
  VertebraShapes shapes;
  if (mask || !parts.shapes.mask.empty()) {
    std::optional<Volume> voxels = mask;
    if (!voxels) {
      auto image = read_image(parts.shapes.mask);
      if (!image) return image.error();
      voxels = image->volume;
    }
    shapes = shapes_from_mask(*voxels);
    if (parts.shapes.mask_of == ShapeSource::Image::ct) {
      shapes = shapes_in_mr(shapes, parts.by_vertebra);
    }
  }
  // What the mask has wins.
  shapes.merge(shapes_from_points(parts.shapes.mr_points));
  return Polyrigid(parts.ct_from_mr, parts.by_vertebra, shapes);
}

Result<void> write_polyrigid(const fs::path& path, const PolyrigidParts& parts) {
  auto shapes = shapes_json(path, parts.shapes);
  if (!shapes) return shapes.error();
  json vertebrae = json::array();
  for (const auto& [level, transform] : parts.by_vertebra) {
    vertebrae.push_back({{"vertebra", vertebra_name(level)},
                         {"vertebra_id", level},
                         {"ct_from_mr", rows_of(transform.matrix())}});
  }
  const json file = {{"format", kFormat},
                     {"version", kVersion},
                     {"frame", "LPS"},
                     {"unit", "mm"},
                     {"direction", "ct_from_mr"},
                     {"rigid", rows_of(parts.ct_from_mr.matrix())},
                     {"vertebrae", vertebrae},
                     {"shapes", *shapes}};
  return write_text_atomically(path, json_text(file, 1) + "\n");
}

Result<PolyrigidParts> read_polyrigid(const fs::path& path) {
  auto text = read_text(path);
  if (!text) return text.error();
  const json file = json::parse(*text, nullptr, false);
  if (!file.is_object() || file.value("format", json()) != kFormat) {
    return invalid(path, "its format is not " + std::string(kFormat));
  }
  if (file.value("version", json()) != kVersion) {
    return Error{path.string() + " was written by another version of Transpine.",
                 "Open it with that version, or register once more."};
  }
  try {
    PolyrigidParts parts{rigid_of(file.at("rigid")), {}, {}};
    for (const json& vertebra : file.at("vertebrae")) {
      parts.by_vertebra[vertebra.at("vertebra_id")] = rigid_of(vertebra.at("ct_from_mr"));
    }
    auto shapes = shapes_from(file.at("shapes"), path);
    if (!shapes) return shapes.error();
    parts.shapes = *shapes;
    return parts;
  } catch (const json::exception& exception) {
    return invalid(path, exception.what());
  }
}

}  // namespace transpine
