// SPDX-License-Identifier: Apache-2.0
#include "tests/support/dicom_series.h"

#include <cstdio>

#include "tests/support/dicom_slice.h"

namespace transpine::testing {

void write_dicom_series(const std::filesystem::path& folder, const Volume& volume,
                        const std::string& patient_id, const std::string& description) {
  std::filesystem::create_directories(folder);
  const Volume voxels = volume.as(ScalarType::int16);
  const Grid& grid = voxels.grid();
  for (std::int64_t k = 0; k < grid.size[2]; ++k) {
    DicomSlice slice{.values = voxels.values<std::int16_t>().data() + grid.offset(0, 0, k),
                     .columns = grid.size[0],
                     .rows = grid.size[1],
                     .origin_mm = {},
                     .spacing_mm = {},
                     .direction = {},
                     .number = static_cast<int>(k + 1),
                     .patient_id = patient_id,
                     .description = description};
    const Eigen::Vector3d origin = grid.point_from_index({0, 0, static_cast<double>(k)});
    for (int axis = 0; axis < 3; ++axis) {
      slice.origin_mm[axis] = origin[axis];
      slice.spacing_mm[axis] = grid.spacing_mm[axis];
      for (int row = 0; row < 3; ++row) slice.direction[3 * row + axis] = grid.direction(row, axis);
    }
    char name[32];
    std::snprintf(name, sizeof name, "IM%04d.dcm", slice.number);
    write_dicom_slice((folder / name).string(), slice);
  }
}

}  // namespace transpine::testing
