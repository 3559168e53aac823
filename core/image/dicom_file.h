// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/base/result.h"

namespace transpine {

/// What one DICOM file says. Plain types: ITK brings its own copy of Eigen, which cannot meet ours
/// in one source file.
struct DicomFile {
  std::filesystem::path path;
  std::string series_uid;
  std::string description;
  std::string modality;
  std::string patient_id;
  std::string patient_name;
  std::string study_description;
  std::string study_date;
  std::string series_number;
  std::array<std::int64_t, 3> size{1, 1, 1};
  std::array<double, 3> spacing_mm{1, 1, 1};
  std::array<double, 3> origin_mm{0, 0, 0};
  std::array<double, 9> direction{1, 0, 0, 0, 1, 0, 0, 0, 1};  ///< Row-major; columns are axes.
  bool has_position = false;
  double thickness_mm = 0;
  unsigned components = 1;
  std::string type;  ///< Of the pixels after slope and intercept, as name_of(ScalarType) names it.
};

Result<DicomFile> read_dicom_header(const std::filesystem::path& path);

/// Fills `to` (of `bytes` bytes) with the pixels, slope and intercept applied.
Result<void> read_dicom_pixels(const std::filesystem::path& path, std::byte* to, std::size_t bytes);

}  // namespace transpine
