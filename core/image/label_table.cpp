// SPDX-License-Identifier: Apache-2.0
#include "core/image/label_table.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include "core/base/atomic_file.h"

namespace transpine {
namespace {

struct Row {
  int label = 0;
  LabelTableEntry entry;
};

bool set_rgb(LabelTableEntry& entry, const std::array<double, 3>& rgb) {
  for (std::size_t i = 0; i < 3; ++i) {
    if (!(rgb[i] >= 0 && rgb[i] <= 255)) return false;
    entry.rgb[i] = static_cast<std::uint8_t>(rgb[i]);
  }
  return true;
}

std::optional<Row> itk_snap_row(const std::string& line) {
  const auto first_quote = line.find('"');
  const auto last_quote = line.rfind('"');
  if (first_quote == std::string::npos || first_quote == last_quote) return std::nullopt;
  Row row;
  std::array<double, 3> rgb{};
  double opacity = 0;
  int visible = 1;
  std::istringstream fields(line.substr(0, first_quote));
  if (!(fields >> row.label >> rgb[0] >> rgb[1] >> rgb[2] >> opacity >> visible)) {
    return std::nullopt;
  }
  row.entry.name = line.substr(first_quote + 1, last_quote - first_quote - 1);
  row.entry.visible = visible != 0 && opacity > 0;
  return set_rgb(row.entry, rgb) ? std::optional(row) : std::nullopt;
}

std::optional<Row> slicer_row(const std::string& line) {
  Row row;
  std::array<double, 3> rgb{};
  double alpha = 255;
  std::istringstream fields(line);
  if (!(fields >> row.label >> row.entry.name >> rgb[0] >> rgb[1] >> rgb[2])) return std::nullopt;
  fields >> alpha;
  row.entry.visible = alpha > 0;
  // Slicer writes spaces of a name as underscores.
  std::replace(row.entry.name.begin(), row.entry.name.end(), '_', ' ');
  return set_rgb(row.entry, rgb) ? std::optional(row) : std::nullopt;
}

}  // namespace

Result<LabelTable> read_label_table(const std::filesystem::path& path) {
  const auto text = read_text(path);
  if (!text) return text.error();
  LabelTable table;
  std::istringstream lines(*text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const auto begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos || line[begin] == '#') continue;
    auto row = itk_snap_row(line);
    if (!row) row = slicer_row(line);
    if (!row) {
      return Error{path.string() + ", line " + std::to_string(number) +
                       ", is neither a label of ITK-SNAP nor a colour of 3D Slicer.",
                   "Choose a label description (.label, .txt) or a colour table (.ctbl)."};
    }
    if (row->label > 0) table[row->label] = row->entry;
  }
  if (table.empty()) {
    return Error{path.string() + " has no labels.",
                 "Choose a label description (.label, .txt) or a colour table (.ctbl)."};
  }
  return table;
}

}  // namespace transpine
