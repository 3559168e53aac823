// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/image_summary.h"
#include "core/image/volume.h"
#include "core/image/voxel_use.h"

namespace transpine {

/// What a NIfTI header says, and how it was understood.
struct NiftiInfo {
  Grid grid;
  ScalarType type = ScalarType::float32;  ///< Of the voxels as read, after slope and intercept.
  std::string datatype;                   ///< On disk: "int16", "complex64", "#-9510".
  int version = 1;                        ///< 1 or 2.
  bool big_endian = false;
  std::vector<std::int64_t> dims;  ///< As stored, before trailing ones are dropped.
  double slope = 1;                ///< value = slope * stored + inter; 0 and NaN count as absent.
  double inter = 0;
  NiftiForms forms;
  std::string matrix_used;  ///< "sform", "qform" or "none" (both codes 0).
  std::string units;        ///< "mm", "m", "um" or "unknown".
  std::string description;  ///< The descrip field.
  std::vector<std::string> warnings;
};

struct LoadedNifti {
  Volume volume;
  NiftiInfo info;
  ImageSummary summary;  ///< Of the real values, before labels are rounded.
};

/// Whether `path` holds NIfTI, by its first bytes; for `.img` the `.hdr` beside it counts.
bool is_nifti_file(const std::filesystem::path& path);

/// The header only. Errors: not NIfTI, complex or colour voxels, more than three dimensions, a
/// sheared matrix, sizes that the file cannot hold.
Result<NiftiInfo> read_nifti_info(const std::filesystem::path& path);

/// Reads NIfTI-1 and NIfTI-2, plain or gzip (by content, not by name), single files and .hdr/.img
/// pairs, either byte order, every scalar type. Voxels keep their type; with a slope or intercept
/// they become float32 (float64 from 32- and 64-bit types). The grid follows ITK's rule: sform when
/// it is orthonormal and qform is absent, or sform is the scanner's, or both agree; else qform;
/// with both codes 0 spacing only: indices grow toward L, P and S from origin 0. This is ITK's
/// reading too (a test compares); nibabel has the first index grow toward R, about the centre.
Result<LoadedNifti> read_nifti_with_info(const std::filesystem::path& path,
                                         JobContext* job = nullptr,
                                         VoxelUse use = VoxelUse::values);
Result<Volume> read_nifti(const std::filesystem::path& path, JobContext* job = nullptr);

struct NiftiWriteOptions {
  std::string description;    ///< Empty: "Transpine <version>". At most 79 characters are kept.
  int compression_level = 4;  ///< 1 to 9, for names ending in .gz.
};

/// Writes one .nii or .nii.gz file, NIfTI-2 when an axis is longer than 32767, slope 1, intercept
/// 0, in mm. Codes and matrices are the volume's nifti_forms when these describe its grid, else
/// both forms hold the grid with code 1 (scanner). The file appears whole or not at all.
Result<void> write_nifti(const std::filesystem::path& path, const Volume& volume,
                         const NiftiWriteOptions& options = {}, JobContext* job = nullptr);

/// Three components for each voxel of a grid, one whole component after the other, x fastest.
struct VectorField {
  Grid grid;
  std::vector<float> components;
};

/// Writes a vector image as ITK does: five axes, the last one the components, with the intent
/// "vector" (1007). Components are taken as they are: LPS for ITK and ANTs. (Of the intent
/// "displacement vector", 1006, ITK from 5.4 on takes the components for RAS.)
Result<void> write_nifti_vectors(const std::filesystem::path& path, const VectorField& field,
                                 const NiftiWriteOptions& options = {}, JobContext* job = nullptr);

}  // namespace transpine
