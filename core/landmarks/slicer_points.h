// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

// Markups of 3D Slicer (its "Markups" module's documentation of file formats; versions 4.11 to
// 5.x): JSON by schema 1.0.3 and the older fiducial list.

/// Points of all point lists of the file; LPS and RAS are read. Undefined points are left out.
Result<LandmarkSet> points_from_slicer(const nlohmann::json& file,
                                       const std::filesystem::path& path,
                                       std::vector<std::string>* notes);
nlohmann::json slicer_json(const LandmarkSet& points);

/// Coordinate systems LPS (1) and RAS (0) are read; IJK (2) is an error. Without the line RAS is
/// meant, as before Slicer 4.11.
Result<LandmarkSet> points_from_fcsv(const std::string& text, const std::filesystem::path& path,
                                     std::vector<std::string>* notes);
std::string fcsv_text(const LandmarkSet& points);

}  // namespace transpine
