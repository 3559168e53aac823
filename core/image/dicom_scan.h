// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/thumbnail.h"

namespace transpine {

/// One series found below a folder, as its first file describes it.
struct FoundSeries {
  std::string uid;
  std::string patient_id;
  std::string patient_name;
  std::string study_description;
  std::string study_date;  ///< "20230418", as DICOM writes it.
  std::string series_number;
  std::string description;
  std::string modality;
  std::array<std::int64_t, 3> size{1, 1, 1};  ///< Third: slices, or frames of one file.
  std::array<double, 3> spacing_mm{1, 1, 1};  ///< Third: from slice to slice, 0 when unknown.
  std::vector<std::filesystem::path> files;   ///< In the order of their names.
};

struct DicomScan {
  std::vector<FoundSeries> series;  ///< By patient, study date and series number.
  std::vector<Error> damaged;       ///< One for each file that says it is DICOM but is not sound.
  int other_files = 0;
  int known_files = 0;  ///< Of all: those that the cache knew.
};

/// Looks through a folder and all below it. A series whose files lie in several folders is one
/// entry for each folder, because it is read by folder. With a cache folder, files that have not
/// changed since an earlier scan are not read again (dicom_scan_cache.h).
Result<DicomScan> scan_dicom(const std::filesystem::path& folder, JobContext& job,
                             const std::filesystem::path& cache_folder = {});

/// The middle slice of a series, as it is stored.
Result<Thumbnail> series_thumbnail(const FoundSeries& series, int longest_side);

}  // namespace transpine
