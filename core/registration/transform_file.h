// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/geometry/rigid3.h"

namespace transpine {

/// Writes a rigid transform by the ending of the name. All hold b_from_a in LPS mm, used with ITK
/// to resample image B onto A's grid, but the last:
///   .tfm, .txt     an ITK transform file (AffineTransform_double_3_3), which ITK, SimpleITK, ANTs
///                  and 3D Slicer read
///   .h5, .hdf5     the same in ITK's HDF5 form
///   .mat           a 4x4 matrix as text
///   _ras.mat       a 4x4 matrix as text in RAS mm, as c3d and greedy have it
/// Name a file by its direction, for example "subject_ct-from-mr.tfm" (transform_direction.h).
Result<void> write_transform(const std::filesystem::path& path, const Rigid3& b_from_a);

/// Reads what write_transform writes, and ITK's Euler3D, VersorRigid3D and matrix-offset
/// transforms. Errors: several transforms in one file, scale or shear, other kinds.
Result<Rigid3> read_transform(const std::filesystem::path& path);

/// Whether a name is one of a 4x4 matrix in RAS: "_ras.mat", ".ras.mat", "_ras.txt".
bool is_ras_matrix_name(const std::filesystem::path& path);

}  // namespace transpine
