// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/result.h"
#include "core/geometry/rigid3.h"

namespace transpine {

/// Writes a rigid transform as text: an ITK transform file (.tfm, .txt; AffineTransform_double_3_3,
/// which ITK, SimpleITK and 3D Slicer read) or a 4x4 matrix in LPS mm (.mat). The file holds
/// b_from_a: used with ITK to resample image B onto A's grid. Name it by its direction, for example
/// "subject_ct-from-mr.tfm".
Result<void> write_transform(const std::filesystem::path& path, const Rigid3& b_from_a);

/// Reads what write_transform writes, and ITK's Euler3D, VersorRigid3D and matrix-offset
/// transforms. Errors: several transforms in one file, scale or shear, other kinds.
Result<Rigid3> read_transform(const std::filesystem::path& path);

}  // namespace transpine
