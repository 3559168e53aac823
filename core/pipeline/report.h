// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/pipeline/pictures.h"

namespace transpine {

struct ReportTable {
  std::string caption;
  std::vector<std::string> header;
  std::vector<std::vector<std::string>> rows;
};

struct ReportCurve {
  std::string caption;
  std::string x_title;
  std::string y_title;
  std::vector<std::pair<double, double>> points;
};

struct ReportPicture {
  std::string caption;
  RgbImage image;
};

/// A report that is one file: tables, curves as SVG and pictures as embedded PNG.
struct Report {
  std::string title;
  std::vector<std::string> paragraphs;
  std::vector<ReportTable> tables;
  std::vector<ReportCurve> curves;
  std::vector<ReportPicture> pictures;
  std::string provenance;  ///< Options and versions, as JSON.
};

Result<std::string> to_html(const Report& report);
/// The tables as fixed-width text for a terminal.
std::string to_text(const ReportTable& table);
std::string to_csv(const ReportTable& table);

}  // namespace transpine
