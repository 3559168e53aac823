// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/image/grid.h"

namespace transpine {

/// Deflate cannot shrink anything by more than this factor.
inline constexpr std::uintmax_t kMaxDeflateRatio = 1032;

/// The size as three axes; an error for what is no single volume, or too large to be true. `tools`
/// is what takes one volume out of a file of this format: "fslroi or nibabel".
Result<Index3> volume_size(const std::vector<std::int64_t>& stored,
                           const std::filesystem::path& path, const std::string& tools);
/// Of NRRD and MetaImage.
inline constexpr const char* kRasterTools = "3D Slicer or SimpleITK";

/// An error for what is not there, a folder, or a pipe or device: reading one could wait for ever.
Result<void> check_regular_file(const std::filesystem::path& path);

Error truncated_error(const std::filesystem::path& path);

}  // namespace transpine
