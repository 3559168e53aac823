// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "core/base/result.h"
#include "core/image/grid.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

/// How a point came to be where it is.
enum class LandmarkState { automatic, placed, confirmed, excluded };

struct Landmark {
  Eigen::Vector3d p_mm = Eigen::Vector3d::Zero();  ///< LPS.
  LandmarkState state = LandmarkState::automatic;

  bool operator==(const Landmark&) const = default;
};

/// The points of a subject's two images, each in its own image's frame: our landmarks JSON.
struct LandmarkDocument {
  std::map<LandmarkKey, Landmark> mr;
  std::map<LandmarkKey, Landmark> ct;

  bool operator==(const LandmarkDocument&) const = default;
};

/// The points that take part in registration: all but the excluded ones.
LandmarkSet active_points(const std::map<LandmarkKey, Landmark>& landmarks);
std::map<LandmarkKey, Landmark> with_state(const LandmarkSet& points, LandmarkState state);

Result<LandmarkDocument> read_landmark_document(const std::filesystem::path& path);
Result<void> write_landmark_document(const std::filesystem::path& path,
                                     const LandmarkDocument& document);

/// Formats for the points of one image (paper-facts 2.9).
enum class LandmarkFormat {
  verse,       ///< VerSe centroids: voxel indices, label = vertebra or subregion * 256 + vertebra.
  poi,         ///< TPTBox POI: voxel indices by vertebra name and subregion id.
  poi_global,  ///< TPTBox POI_GLOBAL: millimetres.
};
std::optional<LandmarkFormat> landmark_format_from_name(const std::string& name);

/// Which side of our own JSON is meant, where a file holds both.
enum class LandmarkSide { mr, ct };

/// Reads any of the formats, told apart by content; also our own (then `side` picks the image) and
/// the old POI list. Voxel indices need `grid`, the image's, unless the file carries its geometry;
/// an orientation other than the grid's is converted. Errors name the file and what is missing.
Result<LandmarkSet> read_landmarks(const std::filesystem::path& path,
                                   const std::optional<Grid>& grid = {},
                                   LandmarkSide side = LandmarkSide::mr);

/// Writes one image's points. `grid` gives the voxel indices of verse and poi.
Result<void> write_landmarks(const std::filesystem::path& path, const LandmarkSet& points,
                             LandmarkFormat format, const Grid& grid);

}  // namespace transpine
