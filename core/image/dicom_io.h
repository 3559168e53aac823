// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/volume.h"

namespace transpine {

/// One series of a folder: images of equal SeriesInstanceUID.
struct DicomSeries {
  std::string uid;
  std::string description;
  std::string modality;
  std::vector<std::filesystem::path> files;
};

struct LoadedDicom {
  Volume volume;  ///< int16 where all voxels fit after rescaling, else as GDCM gives them.
  DicomSeries series;
  std::vector<std::string> warnings;
};

/// Whether the file is DICOM, by its preamble or its first elements.
bool is_dicom_file(const std::filesystem::path& path);

/// The series of a folder (not its subfolders), by UID. Files that are no DICOM are left out.
Result<std::vector<DicomSeries>> list_dicom_series(const std::filesystem::path& folder);

/// Reads one series from a folder, or the series that a file belongs to. Slices are sorted by
/// position; Hounsfield slope and intercept are applied. Errors name the file: damaged, colour,
/// several series and none chosen, a slice missing, a tilted gantry, slices of different size.
Result<LoadedDicom> read_dicom(const std::filesystem::path& path,
                               const std::string& series_uid = {}, JobContext* job = nullptr);

/// Bytes of the voxels that read_dicom would give, from the headers of the series' files alone.
/// Errors as read_dicom's where no series can be told.
Result<std::uint64_t> dicom_volume_bytes(const std::filesystem::path& path,
                                         const std::string& series_uid = {});

}  // namespace transpine
