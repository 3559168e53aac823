// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image_summary.h"
#include "core/image/text_header.h"
#include "core/image/volume.h"
#include "core/image/voxel_use.h"

namespace transpine {

/// Where the voxels of a NRRD or MetaImage file lie and how they are stored.
struct RasterInfo {
  Grid grid;
  ScalarType type = ScalarType::int16;
  bool big_endian = false;
  std::filesystem::path data_path;  ///< The file itself, or the one that its header names.
  std::int64_t data_offset = 0;     ///< Negative: the voxels are the end of the file.
  bool is_compressed = false;       ///< With zlib or gzip.
  std::int64_t skipped_bytes = 0;   ///< To leave out after decompression.
  std::vector<std::string> warnings;

  std::uint64_t stored_bytes() const {
    return static_cast<std::uint64_t>(grid.voxel_count()) * size_of(type);
  }
};

/// What the header says, with the voxels' file checked for its size. Errors: neither format,
/// vectors or a series of volumes, text or bzip2 voxels, several files, a sheared grid, a file that
/// is missing or cannot hold the voxels.
Result<RasterInfo> read_raster_info(const std::filesystem::path& path);

struct LoadedRaster {
  Volume volume;
  RasterInfo info;
  ImageSummary summary;
};

/// Reads NRRD (.nrrd, .nhdr) and MetaImage (.mha, .mhd): raw or compressed with zlib, either byte
/// order, voxels in the same file or in another. Grids are as ITK reads them: MetaImage is LPS,
/// NRRD's `space` is turned to LPS (LAS too, which ITK 5.2 mirrors along the wrong axis).
Result<LoadedRaster> read_raster(const std::filesystem::path& path, JobContext* job = nullptr,
                                 VoxelUse use = VoxelUse::values);

/// The two headers understood, without a look at the voxels' file.
Result<RasterInfo> nrrd_info(const TextHeader& header, const std::filesystem::path& path);
Result<RasterInfo> meta_image_info(const TextHeader& header, const std::filesystem::path& path);

/// The right-angled grid of columns and origin in LPS mm; an error for a sheared one.
Result<Grid> grid_of_header(const Eigen::Matrix4d& lps_from_index, const Index3& size,
                            const std::filesystem::path& path, std::vector<std::string>& warnings);

}  // namespace transpine
