// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace transpine::testing {

/// One slice of an MR series. Plain arrays: ITK brings an Eigen of its own, which does not go
/// together with ours in one file.
struct DicomSlice {
  const std::int16_t* values;
  std::int64_t columns, rows;
  double origin_mm[3];
  double spacing_mm[3];
  double direction[9];  ///< Row by row; columns are the axes.
  int number;           ///< From 1.
  std::string patient_id;
  std::string description;
};

/// Writes it with GDCM through ITK; throws when it cannot be written.
void write_dicom_slice(const std::string& path, const DicomSlice& slice);

}  // namespace transpine::testing
