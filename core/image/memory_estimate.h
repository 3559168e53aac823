// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/result.h"
#include "core/image/voxel_use.h"

namespace transpine {

/// How much memory opening an image takes at its peak, from its header alone: the voxels as they
/// are kept, and buffers. Of DICOM files the headers of the series that would be opened are read.
/// Errors as read_image's for files whose header cannot be used.
Result<std::uint64_t> memory_to_open_bytes(const std::filesystem::path& path,
                                           VoxelUse use = VoxelUse::values);

/// Fails with a remedy when opening would take more than is available, or more than `cap_bytes`
/// (0 = no cap) together with the `in_use_bytes` of images that are open.
Result<void> check_memory_to_open(const std::filesystem::path& path, VoxelUse use,
                                  std::uint64_t cap_bytes = 0, std::uint64_t in_use_bytes = 0);

}  // namespace transpine
