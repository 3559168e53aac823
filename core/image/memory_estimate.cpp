// SPDX-License-Identifier: Apache-2.0
#include "core/image/memory_estimate.h"

#include "core/base/memory.h"
#include "core/image/dicom_io.h"
#include "core/image/image_io.h"
#include "core/image/voxel_stream.h"

namespace transpine {
namespace fs = std::filesystem;

Result<std::uint64_t> memory_to_open_bytes(const fs::path& path, VoxelUse use) {
  std::error_code code;
  if (fs::is_directory(path, code) || is_dicom_file(path)) {
    const auto bytes = dicom_volume_bytes(path);
    if (!bytes) return bytes;
    // As labels the voxels are copied once.
    return use == VoxelUse::labels ? 2 * *bytes : *bytes;
  }
  const auto info = read_image_header(path);
  if (!info) return info.error();
  const std::size_t voxel_bytes = use == VoxelUse::labels ? 2 : size_of(info->type);
  return static_cast<std::uint64_t>(info->grid.voxel_count()) * voxel_bytes +
         2 * VoxelStream::kPartBytes;
}

Result<void> check_memory_to_open(const fs::path& path, VoxelUse use, std::uint64_t cap_bytes,
                                  std::uint64_t in_use_bytes) {
  const auto needed = memory_to_open_bytes(path, use);
  if (!needed) return needed.error();
  const std::string title =
      path.string() + " needs " + bytes_text(*needed) + " of memory to be opened, ";
  const auto available = available_memory_bytes();
  if (available && *needed > *available) {
    return Error{title + "but only " + bytes_text(*available) + " are free.",
                 "Close other images or programs, or crop or downsample the image first."};
  }
  if (cap_bytes > 0 && *needed + in_use_bytes > cap_bytes) {
    return Error{title + "more than Transpine may take (" + bytes_text(cap_bytes) + ", of which " +
                     bytes_text(in_use_bytes) + " are in use).",
                 "Raise the limit under Settings > Preferences > Memory, or crop the image first."};
  }
  return {};
}

}  // namespace transpine
