// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/surfaces/triangle_mesh.h"

namespace transpine {

/// The patient axes of a mesh file. RAS is LPS with the signs of x and y turned.
enum class MeshSpace { lps, ras };

/// One label's surface in a file.
struct MeshPart {
  int label = 0;
  const TriangleMesh* mesh = nullptr;               ///< In LPS, whatever the file's space.
  std::array<std::uint8_t, 3> rgb = {};             ///< Written to PLY and VTP.
  const std::vector<float>* distance_mm = nullptr;  ///< By point, for PLY and VTP; may be null.
};

/// Endings that write_mesh knows, with their dot.
const std::vector<std::string>& mesh_file_endings();

/// Writes surfaces as binary STL, binary PLY or VTK's VTP, by the ending, whole or not at all. The
/// space is said in the file as 3D Slicer reads it: "SPACE=LPS" in the header of STL, a comment in
/// PLY, the field SPACE in VTP. PLY and VTP also keep label, colour and distance. Fails on another
/// ending, on distances of some parts only, and when the file cannot be written.
Result<void> write_mesh(const std::filesystem::path& path, const std::vector<MeshPart>& parts,
                        MeshSpace space = MeshSpace::lps);

}  // namespace transpine
