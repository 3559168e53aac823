// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/options.h"
#include "core/base/result.h"
#include "core/surfaces/label_surfaces.h"

namespace transpine {

/// The patient axes of a mesh file. RAS is LPS with the signs of x and y turned.
enum class MeshSpace { lps, ras };

/// One label's surface in a file.
struct MeshPart {
  int label = 0;
  const TriangleMesh* mesh = nullptr;               ///< In LPS, whatever the file's space.
  std::array<std::uint8_t, 3> rgb = {};             ///< Written to PLY and VTP.
  const std::vector<float>* distance_mm = nullptr;  ///< By point, for PLY and VTP; null for none.
};

/// Whether a name ends in .stl, .ply or .vtp, in any case.
bool is_mesh_file_name(const std::filesystem::path& path);

/// Writes surfaces as binary STL, binary PLY or VTK's VTP, by the ending, whole or not at all. The
/// space is said in the file as 3D Slicer reads it: "SPACE=LPS" in the header of STL, a comment in
/// PLY, the field SPACE in VTP. PLY and VTP also keep label, colour and distance. Fails on another
/// ending and when the file cannot be written.
Result<void> write_mesh(const std::filesystem::path& path, const std::vector<MeshPart>& parts,
                        MeshSpace space = MeshSpace::lps);

/// Where surfaces are written to, and how.
struct MeshExportOptions {
  std::string format = "stl";  ///< Of the files in a folder: "stl", "ply" or "vtp".
  std::string space = "LPS";   ///< "LPS" or "RAS".
};

OptionList options_of(MeshExportOptions& options);

/// Distances by label and point, where there are some.
using MeshDistances = std::map<int, std::vector<float>>;

/// Writes one file with all surfaces where `output` ends as a surface file does, else one file for
/// each label, named "L3.stl" or "label-300.stl", into the folder `output`: all or none. Labels
/// without distances have NaN for them where others have some. Returns the files.
Result<std::vector<std::filesystem::path>> write_label_meshes(const LabelSurfaces& surfaces,
                                                              const MeshDistances& distances,
                                                              const std::filesystem::path& output,
                                                              const MeshExportOptions& options);

/// The files that write_label_meshes would write for these labels.
std::vector<std::filesystem::path> mesh_file_names(const std::vector<int>& labels,
                                                   const std::filesystem::path& output,
                                                   const MeshExportOptions& options);

}  // namespace transpine
