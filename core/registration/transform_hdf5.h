// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>

#include "core/base/result.h"

namespace transpine {

/// The upper three rows of a 4x4 matrix, row by row. (ITK's headers bring an Eigen of their own,
/// which no file can have beside ours.)
using AffineRows = std::array<double, 12>;

/// ITK's HDF5 form of a transform, by ITK. For read_transform and write_transform.
Result<void> write_hdf5_matrix(const std::filesystem::path& path, const AffineRows& rows);
/// Fails for several transforms in one file and for kinds that no matrix describes.
Result<AffineRows> read_hdf5_matrix(const std::filesystem::path& path);

}  // namespace transpine
