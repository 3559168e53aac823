// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

/// The cells of one line of comma- or semicolon-separated values; quoted ones may hold separators.
std::vector<std::string> csv_cells(const std::string& line);

/// A line of a table by the names of its columns.
class CsvRow {
 public:
  CsvRow(const std::vector<std::string>& columns, std::vector<std::string> cells)
      : columns_(columns), cells_(std::move(cells)) {}

  /// The cell of a column, empty where there is none.
  std::string text(const std::string& column) const;
  /// The same as a finite number.
  std::optional<double> number(const std::string& column) const;

 private:
  const std::vector<std::string>& columns_;
  std::vector<std::string> cells_;
};

/// Whether the first line is the header of a table of points.
bool looks_like_points_csv(const std::string& text);
/// A table with a header, in any order of columns: vertebra ("L3" or a VerSe id) with subregion (an
/// id) or kind (a name) or none, or label (point_label.h) instead; and x, y, z in mm, named
/// x_lps_mm ... or x_ras_mm ..., or x, y, z for LPS.
Result<LandmarkSet> points_from_csv(const std::string& text, const std::filesystem::path& path,
                                    std::vector<std::string>* notes);
/// With the header vertebra,subregion,kind,x_lps_mm,y_lps_mm,z_lps_mm.
std::string points_csv_text(const LandmarkSet& points);

}  // namespace transpine
