// SPDX-License-Identifier: Apache-2.0
#include "core/surfaces/mesh_files.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <span>

#include "core/base/atomic_file.h"
#include "core/landmarks/label_colours.h"
#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

static_assert(std::endian::native == std::endian::little, "mesh files are little-endian");

using Bytes = std::string;
constexpr float kNoDistance = std::numeric_limits<float>::quiet_NaN();

template <class T>
void append(Bytes& bytes, const T& value) {
  static_assert(std::is_trivially_copyable_v<T>);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append(Bytes& bytes, const Eigen::Vector3f& p) {
  for (int axis = 0; axis < 3; ++axis) append(bytes, p[axis]);
}

// All parts as one mesh in the file's space.
struct Merged {
  std::vector<Eigen::Vector3f> points;
  std::vector<TriangleMesh::Triangle> triangles;
  std::vector<std::int32_t> triangle_labels;
  std::vector<std::int32_t> point_labels;
  std::vector<std::array<std::uint8_t, 3>> point_rgb;
  std::vector<float> distance_mm;
};

Merged merged(const std::vector<MeshPart>& parts, MeshSpace space) {
  const Eigen::Vector3f sign =
      space == MeshSpace::ras ? Eigen::Vector3f(-1, -1, 1) : Eigen::Vector3f(1, 1, 1);
  Merged all;
  for (const MeshPart& part : parts) {
    const auto first = static_cast<std::int32_t>(all.points.size());
    for (const auto& p : part.mesh->points_mm) all.points.push_back(p.cwiseProduct(sign));
    for (const auto& t : part.mesh->triangles) {
      all.triangles.push_back({t[0] + first, t[1] + first, t[2] + first});
    }
    all.triangle_labels.resize(all.triangles.size(), part.label);
    all.point_labels.resize(all.points.size(), part.label);
    all.point_rgb.resize(all.points.size(), part.rgb);
    if (part.distance_mm) {
      all.distance_mm.resize(static_cast<std::size_t>(first), kNoDistance);
      all.distance_mm.insert(all.distance_mm.end(), part.distance_mm->begin(),
                             part.distance_mm->end());
    }
  }
  if (!all.distance_mm.empty()) all.distance_mm.resize(all.points.size(), kNoDistance);
  return all;
}

const char* name_of(MeshSpace space) {
  return space == MeshSpace::ras ? "RAS" : "LPS";
}

Bytes stl_bytes(const Merged& mesh, MeshSpace space) {
  // A header that began with "solid" would mean the text format.
  Bytes bytes = std::string("Transpine binary STL. SPACE=") + name_of(space) + " unit=mm";
  bytes.resize(80, '\0');
  append(bytes, static_cast<std::uint32_t>(mesh.triangles.size()));
  for (const auto& t : mesh.triangles) {
    const auto p = [&](std::size_t i) { return mesh.points[static_cast<std::size_t>(t[i])]; };
    append(bytes, Eigen::Vector3f((p(1) - p(0)).cross(p(2) - p(0)).normalized()));
    for (std::size_t corner = 0; corner < 3; ++corner) append(bytes, p(corner));
    append(bytes, std::uint16_t(0));
  }
  return bytes;
}

Bytes ply_bytes(const Merged& mesh, MeshSpace space) {
  const bool with_distance = !mesh.distance_mm.empty();
  Bytes bytes = std::string("ply\nformat binary_little_endian 1.0\ncomment Transpine\n") +
                "comment SPACE=" + name_of(space) + "\ncomment unit=mm\nelement vertex " +
                std::to_string(mesh.points.size()) +
                "\nproperty float x\nproperty float y\nproperty float z\n"
                "property uchar red\nproperty uchar green\nproperty uchar blue\n"
                "property int label\n" +
                (with_distance ? "property float distance_mm\n" : "") + "element face " +
                std::to_string(mesh.triangles.size()) +
                "\nproperty list uchar int vertex_indices\nend_header\n";
  for (std::size_t i = 0; i < mesh.points.size(); ++i) {
    append(bytes, mesh.points[i]);
    append(bytes, mesh.point_rgb[i]);
    append(bytes, mesh.point_labels[i]);
    if (with_distance) append(bytes, mesh.distance_mm[i]);
  }
  for (const auto& t : mesh.triangles) {
    append(bytes, std::uint8_t(3));
    append(bytes, t);
  }
  return bytes;
}

// Arrays behind the XML of a VTP file, each after its length in bytes.
class AppendedData {
 public:
  template <class T>
  std::string array(const std::string& attributes, std::span<const T> values) {
    const std::string xml = "<DataArray " + attributes + " format=\"appended\" offset=\"" +
                            std::to_string(bytes_.size()) + "\"/>\n";
    append(bytes_, static_cast<std::uint64_t>(values.size_bytes()));
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
    return xml;
  }
  const Bytes& bytes() const { return bytes_; }

 private:
  Bytes bytes_;
};

std::string text_field(const std::string& name, const std::string& text) {
  std::string codes;
  for (const char c : text) codes += std::to_string(static_cast<int>(c)) + " ";
  return "<Array type=\"String\" Name=\"" + name + "\" NumberOfTuples=\"1\" format=\"ascii\">" +
         codes + "0</Array>\n";
}

Bytes vtp_bytes(const Merged& mesh, MeshSpace space) {
  static_assert(sizeof(Eigen::Vector3f) == 12 && sizeof(TriangleMesh::Triangle) == 12);
  AppendedData data;
  std::vector<std::int32_t> ends(mesh.triangles.size());
  for (std::size_t i = 0; i < ends.size(); ++i) ends[i] = static_cast<std::int32_t>(3 * i + 3);
  const std::string points = data.array<Eigen::Vector3f>(
      R"(type="Float32" Name="Points" NumberOfComponents="3")", mesh.points);
  const std::string corners =
      data.array<TriangleMesh::Triangle>(R"(type="Int32" Name="connectivity")", mesh.triangles);
  const std::string offsets = data.array<std::int32_t>(R"(type="Int32" Name="offsets")", ends);
  const std::string labels =
      data.array<std::int32_t>(R"(type="Int32" Name="label")", mesh.triangle_labels);
  const std::string colours = data.array<std::array<std::uint8_t, 3>>(
      R"(type="UInt8" Name="colour" NumberOfComponents="3")", mesh.point_rgb);
  const std::string distances =
      mesh.distance_mm.empty()
          ? ""
          : data.array<float>(R"(type="Float32" Name="distance_mm")", mesh.distance_mm);
  return "<?xml version=\"1.0\"?>\n<VTKFile type=\"PolyData\" version=\"1.0\" "
         "byte_order=\"LittleEndian\" header_type=\"UInt64\">\n<PolyData>\n<FieldData>\n" +
         text_field("SPACE", name_of(space)) + text_field("unit", "mm") +
         "</FieldData>\n<Piece NumberOfPoints=\"" + std::to_string(mesh.points.size()) +
         "\" NumberOfVerts=\"0\" NumberOfLines=\"0\" NumberOfStrips=\"0\" NumberOfPolys=\"" +
         std::to_string(mesh.triangles.size()) + "\">\n<PointData" +
         (distances.empty() ? "" : " Scalars=\"distance_mm\"") + ">\n" + distances + colours +
         "</PointData>\n<CellData>\n" + labels + "</CellData>\n<Points>\n" + points +
         "</Points>\n<Polys>\n" + corners + offsets +
         "</Polys>\n</Piece>\n</PolyData>\n<AppendedData encoding=\"raw\">\n_" + data.bytes() +
         "\n</AppendedData>\n</VTKFile>\n";
}

std::string ending_of(const std::filesystem::path& path) {
  std::string ending = path.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return ending;
}

Bytes bytes_of(const std::string& ending, const std::vector<MeshPart>& parts, MeshSpace space) {
  const Merged mesh = merged(parts, space);
  if (ending == ".stl") return stl_bytes(mesh, space);
  return ending == ".ply" ? ply_bytes(mesh, space) : vtp_bytes(mesh, space);
}

std::string file_stem(int label) {
  const std::string name = vertebra_name(label);
  return name.starts_with('#') ? "label-" + name.substr(1) : name;
}

std::vector<MeshPart> parts_of(const LabelSurfaces& surfaces, const MeshDistances& distances) {
  std::vector<MeshPart> parts;
  for (const auto& [label, mesh] : surfaces.meshes) {
    const auto found = distances.find(label);
    parts.push_back(
        {label, mesh.get(), label_rgb(label), found == distances.end() ? nullptr : &found->second});
  }
  return parts;
}

}  // namespace

bool is_mesh_file_name(const std::filesystem::path& path) {
  const std::string ending = ending_of(path);
  return ending == ".stl" || ending == ".ply" || ending == ".vtp";
}

Result<void> write_mesh(const std::filesystem::path& path, const std::vector<MeshPart>& parts,
                        MeshSpace space) {
  if (!is_mesh_file_name(path)) {
    return Error{path.string() + " is not the name of a surface file.",
                 "End the name with .stl, .ply or .vtp."};
  }
  return write_text_atomically(path, bytes_of(ending_of(path), parts, space));
}

OptionList options_of(MeshExportOptions& options) {
  OptionList list;
  list.add(options.format, {.key = "format",
                            .label = "File format",
                            .help = "Of the files in a folder: STL holds shapes alone, PLY and VTP "
                                    "also label, colour and distance.",
                            .choices = {"stl", "ply", "vtp"}});
  list.add(options.space, {.key = "space",
                           .label = "Coordinates",
                           .help = "LPS as in DICOM, ITK and here, or RAS as in NIfTI. The file "
                                   "says which.",
                           .choices = {"LPS", "RAS"}});
  return list;
}

std::vector<std::filesystem::path> mesh_file_names(const std::vector<int>& labels,
                                                   const std::filesystem::path& output,
                                                   const MeshExportOptions& options) {
  if (is_mesh_file_name(output)) return {output};
  std::vector<std::filesystem::path> names;
  for (const int label : labels)
    names.push_back(output / (file_stem(label) + "." + options.format));
  return names;
}

Result<std::vector<std::filesystem::path>> write_label_meshes(const LabelSurfaces& surfaces,
                                                              const MeshDistances& distances,
                                                              const std::filesystem::path& output,
                                                              const MeshExportOptions& options) {
  const MeshSpace space = options.space == "RAS" ? MeshSpace::ras : MeshSpace::lps;
  const auto parts = parts_of(surfaces, distances);
  std::vector<int> labels;
  for (const MeshPart& part : parts) labels.push_back(part.label);
  const auto names = mesh_file_names(labels, output, options);
  if (is_mesh_file_name(output)) {
    if (auto written = write_mesh(output, parts, space); !written) return written.error();
    return names;
  }
  std::vector<FileInGroup> files;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    files.push_back({names[i], [part = parts[i], space](const std::filesystem::path& temporary) {
                       return write_text_atomically(temporary,
                                                    bytes_of(ending_of(temporary), {part}, space));
                     }});
  }
  if (auto written = write_files_together(files); !written) return written.error();
  return names;
}

}  // namespace transpine
