// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "core/base/result.h"

namespace transpine {

/// How another program shows a label.
struct LabelTableEntry {
  std::string name;
  std::array<std::uint8_t, 3> rgb{};
  bool visible = true;
};

/// Label 0, the background, is left out.
using LabelTable = std::map<int, LabelTableEntry>;

/// Reads a label description of ITK-SNAP (index, red, green, blue, opacity, visible, mesh, "name")
/// or a colour table of 3D Slicer (index, name without spaces, red, green, blue, opacity), told
/// apart line by line. Errors: the file cannot be read, or a line is neither; it is named.
Result<LabelTable> read_label_table(const std::filesystem::path& path);

}  // namespace transpine
