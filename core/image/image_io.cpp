// SPDX-License-Identifier: Apache-2.0
#include "core/image/image_io.h"

#include "core/base/atomic_file.h"
#include "core/image/dicom_io.h"
#include "core/image/file_checks.h"
#include "core/image/raster_file.h"
#include "core/image/statistics.h"

namespace transpine {
namespace {

Result<LoadedImage> from_nifti(const std::filesystem::path& path, JobContext* job, VoxelUse use) {
  auto loaded = read_nifti_with_info(path, job, use);
  if (!loaded) return loaded.error();
  LoadedImage image;
  image.volume = std::move(loaded->volume);
  image.format = "NIfTI-" + std::to_string(loaded->info.version);
  image.stored_type = loaded->info.datatype;
  image.warnings = loaded->info.warnings;
  image.nifti = std::move(loaded->info);
  image.summary = loaded->summary;
  return image;
}

Result<LoadedImage> from_raster(const std::filesystem::path& path, JobContext* job, VoxelUse use) {
  const auto header = read_text_header(path);
  if (!header) return header.error();
  auto loaded = read_raster(path, job, use);
  if (!loaded) return loaded.error();
  LoadedImage image;
  image.volume = std::move(loaded->volume);
  image.format = header->format_name();
  image.stored_type = name_of(loaded->info.type);
  image.warnings = std::move(loaded->info.warnings);
  image.summary = loaded->summary;
  return image;
}

Result<LoadedImage> from_dicom(const std::filesystem::path& path, JobContext* job,
                               const std::string& series, VoxelUse use) {
  auto loaded = read_dicom(path, series, job);
  if (!loaded) return loaded.error();
  LoadedImage image;
  image.volume = std::move(loaded->volume);
  image.format = "DICOM";
  image.stored_type = name_of(image.volume.type());
  image.warnings = std::move(loaded->warnings);
  image.summary = summarised(image.volume);
  if (use == VoxelUse::labels) {
    const bool small = image.summary.statistics.maximum <= 255;
    image.volume = image.volume.as(small ? ScalarType::uint8 : ScalarType::uint16);
  }
  return image;
}

}  // namespace

Result<ImageHeader> read_image_header(const std::filesystem::path& path) {
  if (auto is_file = check_regular_file(path); !is_file) return is_file.error();
  if (has_text_header(path)) {
    auto info = read_raster_info(path);
    if (!info) return info.error();
    return ImageHeader{info->grid, info->type, std::move(info->warnings)};
  }
  auto info = read_nifti_info(path);
  if (!info) return info.error();
  return ImageHeader{info->grid, info->type, std::move(info->warnings)};
}

Result<LoadedImage> read_image(const std::filesystem::path& path, JobContext* job,
                               const std::string& dicom_series, VoxelUse use) {
  std::error_code code;
  const bool is_folder = std::filesystem::is_directory(path, code);
  if (!is_folder) {
    if (auto is_file = check_regular_file(path); !is_file) return is_file.error();
  }
  const bool dicom = is_folder || is_dicom_file(path);
  // A file of no known kind is reported by the NIfTI reader.
  auto image = dicom                   ? from_dicom(path, job, dicom_series, use)
               : has_text_header(path) ? from_raster(path, job, use)
                                       : from_nifti(path, job, use);
  if (!image) return image;
  const auto found = quality_warnings(image->volume.grid(), image->summary.statistics);
  image->warnings.insert(image->warnings.end(), found.begin(), found.end());
  return image;
}

}  // namespace transpine
