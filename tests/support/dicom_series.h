// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/image/volume.h"

namespace transpine::testing {

/// Writes the volume as an MR series, one file a slice, with GDCM through ITK. For tests that need
/// a DICOM folder; values are rounded to int16.
void write_dicom_series(const std::filesystem::path& folder, const Volume& volume,
                        const std::string& patient_id, const std::string& description);

}  // namespace transpine::testing
