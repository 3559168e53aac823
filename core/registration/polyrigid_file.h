// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>

#include "core/landmarks/landmark_set.h"
#include "core/registration/polyrigid.h"

namespace transpine {

/// Where the shapes of bones come from: a vertebra mask of either image and, for vertebrae that it
/// lacks, the points of the MR.
struct ShapeSource {
  enum class Image { mr, ct };

  std::filesystem::path mask;  ///< May be empty.
  Image mask_of = Image::mr;
  LandmarkSet mr_points;
};

/// What a polyrigid transform is made of: small, while its shapes come from an image.
struct PolyrigidParts {
  Rigid3 ct_from_mr;
  std::map<int, Rigid3> by_vertebra;
  ShapeSource shapes;
};

/// Where the polyrigid transform of a study lies: the .json beside its rigid transform.
std::filesystem::path polyrigid_file(const std::filesystem::path& rigid_transform_file);

/// Reads the mask, if there is one, and puts the parts together. `mask` gives its voxels where they
/// are in memory already.
Result<Polyrigid> polyrigid_of(const PolyrigidParts& parts, const std::optional<Volume>& mask = {});

/// Our own JSON, "transpine-polyrigid" version 1: matrices of CT from MR in LPS mm, points, and the
/// mask by its path relative to the file and its content hash. By convention *_ct-from-mr.json.
Result<void> write_polyrigid(const std::filesystem::path& path, const PolyrigidParts& parts);
/// Fails when the file is of a later version, or its mask is missing or has changed.
Result<PolyrigidParts> read_polyrigid(const std::filesystem::path& path);

}  // namespace transpine
