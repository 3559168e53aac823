// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/nifti_io.h"
#include "core/image/volume.h"

namespace transpine {

struct LoadedImage {
  Volume volume;
  std::string format;                 ///< "NIfTI-1", "NIfTI-2", "NRRD", "MetaImage", "DICOM".
  std::string stored_type;            ///< Element type on disk.
  std::vector<std::string> warnings;  ///< Of the header and of the voxels.
  std::optional<NiftiInfo> nifti;
  ImageSummary summary;
};

/// What the header of an image file says.
struct ImageHeader {
  Grid grid;
  ScalarType type = ScalarType::float32;  ///< Of the voxels as read.
  std::vector<std::string> warnings;
};

/// The header alone of a NIfTI, NRRD or MetaImage file. Errors as read_image's.
Result<ImageHeader> read_image_header(const std::filesystem::path& path);

/// Reads a NIfTI, NRRD or MetaImage file, a DICOM file's series or a folder with one DICOM series,
/// told apart by content. `dicom_series` picks one of several series in a folder by its UID. As
/// labels the volume is uint8, or uint16 where a label is above 255.
Result<LoadedImage> read_image(const std::filesystem::path& path, JobContext* job = nullptr,
                               const std::string& dicom_series = {},
                               VoxelUse use = VoxelUse::values);

}  // namespace transpine
