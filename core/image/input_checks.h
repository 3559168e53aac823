// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/image/volume.h"

namespace transpine {

/// Fails when an image that a calculation takes in full has NaN or infinite voxels. `what` is how
/// the message calls the image: its file, or "The MR of sub-01".
Result<void> check_finite(const Volume& volume, const std::string& what);

/// Fails when two images that belong together voxel by voxel lie on different grids; both are
/// named. `what` is how the message calls them: "The masks".
Result<void> check_same_grid(const Grid& a, const Grid& b, const std::string& what);

/// Fails when an image cannot be a mask of labels: a value that is no whole number from 0 on, or
/// more than 512 different ones, as images of brightness have.
Result<void> check_mask(const Volume& volume, const std::string& what);

}  // namespace transpine
