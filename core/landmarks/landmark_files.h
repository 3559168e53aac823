// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/image/grid.h"
#include "core/landmarks/landmark_document.h"

namespace transpine {

/// Formats for the points of one image (paper-facts 2.9).
enum class LandmarkFormat {
  verse,       ///< VerSe centroids: voxel indices, label = vertebra or subregion * 256 + vertebra.
  poi,         ///< TPTBox POI: voxel indices by vertebra name and subregion id.
  poi_global,  ///< TPTBox POI_GLOBAL: millimetres, written in ITK's (LPS) coordinates.
  slicer,      ///< 3D Slicer markups (.mrk.json, schema 1.0.3): LPS millimetres, labels as text.
  fcsv,        ///< 3D Slicer's older fiducial list (.fcsv): the same as lines.
  csv,         ///< A table: vertebra, subregion, kind, x_lps_mm, y_lps_mm, z_lps_mm.
};
std::optional<LandmarkFormat> landmark_format_from_name(const std::string& name);

/// By the ending, where it says: .mrk.json, .fcsv, .csv.
std::optional<LandmarkFormat> landmark_format_from_path(const std::filesystem::path& path);
/// Whether a format counts in voxels of an image.
bool needs_grid(LandmarkFormat format);

/// Which side of our own JSON is meant, where a file holds both.
enum class LandmarkSide { mr, ct };

/// Reads any of the formats, told apart by content; also our own (then `side` picks the image) and
/// the old POI list. Voxel indices need `grid`, the image's, unless the file carries its geometry;
/// an orientation other than the grid's is converted. Formats with texts for labels: see
/// point_label.h; what says no vertebra is left out and told in `notes`. Errors name the file and
/// what is missing.
Result<LandmarkSet> read_landmarks(const std::filesystem::path& path,
                                   const std::optional<Grid>& grid = {},
                                   LandmarkSide side = LandmarkSide::mr,
                                   std::vector<std::string>* notes = nullptr);

/// Writes one image's points. `grid` gives the voxel indices of verse and poi.
Result<void> write_landmarks(const std::filesystem::path& path, const LandmarkSet& points,
                             LandmarkFormat format, const Grid& grid);

}  // namespace transpine
