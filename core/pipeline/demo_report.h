// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include "core/pipeline/demo.h"

namespace transpine {

/// Registration, image quality and Dice of a demo as tables.
std::vector<ReportTable> demo_tables(const DemoResult& result);

/// Writes <study>/reports/report.html and the tables as CSV beside it; returns the report's path.
Result<std::filesystem::path> write_demo_report(
    const Study& study, const DemoOptions& options, const DemoResult& result,
    const std::vector<std::pair<double, double>>& losses);

}  // namespace transpine
