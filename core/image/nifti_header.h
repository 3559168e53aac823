// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/result.h"
#include "core/image/volume.h"

namespace transpine {

/// The fields of a NIfTI-1 or NIfTI-2 header that matter here, in host byte order and as stored.
struct NiftiHeader {
  int version = 1;
  bool big_endian = false;
  bool single_file = true;  ///< Voxels follow in the same file (magic "n+1"), else in an .img.
  std::vector<std::int64_t> dims;
  int datatype = 0;
  int intent = 0;  ///< 1007 for vectors; only written.
  std::int64_t data_offset = 0;
  std::array<double, 8> pixdim{1, 1, 1, 1, 1, 1, 1, 1};  ///< [0] is qfac.
  double slope = 1;
  double inter = 0;
  int space_unit = 2;  ///< 0 unknown, 1 m, 2 mm, 3 micrometre.
  int qform_code = 0;
  int sform_code = 0;
  Eigen::Vector3d quaternion_bcd = Eigen::Vector3d::Zero();
  Eigen::Vector3d quaternion_offset = Eigen::Vector3d::Zero();
  Eigen::Matrix<double, 3, 4> srow = Eigen::Matrix<double, 3, 4>::Zero();
  std::string description;
};

inline constexpr std::size_t kNifti1HeaderBytes = 348;
inline constexpr std::size_t kNifti2HeaderBytes = 540;

/// Parses the first bytes of a file (540 when it has them). Absent when they are no NIfTI header.
std::optional<NiftiHeader> parse_nifti_header(std::span<const std::byte> bytes);
/// The header of a file as it is stored, whether or not the image can be used.
Result<NiftiHeader> read_nifti_header(const std::filesystem::path& path);
/// The header in host byte order with the four extension bytes (352 or 544 bytes).
std::string serialized_nifti_header(const NiftiHeader& header);

/// "int16" for 4; "#77" for an unknown code.
std::string nifti_datatype_name(int datatype);
/// The element type of a datatype code; absent for complex, colour, bit and 128-bit types.
std::optional<ScalarType> nifti_scalar_type(int datatype);
int nifti_datatype(ScalarType type);

/// The voxel-to-RAS matrices and codes of a header, in mm.
NiftiForms nifti_forms(const NiftiHeader& header);
/// Spacing in mm by pixdim; 0, negative and non-finite entries are repaired.
Eigen::Vector3d nifti_spacing_mm(const NiftiHeader& header);
/// Sets codes, quaternion, offsets, rows and pixdim from matrices in mm.
void set_nifti_forms(NiftiHeader& header, const NiftiForms& forms);

struct NiftiGrid {
  Grid grid;
  std::string matrix_used;
  std::vector<std::string> warnings;
};

/// The grid that the forms describe by ITK's rule (nifti_io.h). `path` is for messages.
Result<NiftiGrid> grid_from_forms(const NiftiForms& forms, const Index3& size,
                                  const Eigen::Vector3d& spacing_mm,
                                  const std::filesystem::path& path);

}  // namespace transpine
