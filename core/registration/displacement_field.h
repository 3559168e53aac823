// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/job_context.h"
#include "core/image/nifti_io.h"
#include "core/image/resample.h"

namespace transpine {

/// The displacement b_from_a(p) - p of every voxel centre p of A's grid, in LPS mm: written with
/// write_nifti_vectors it is what ITK's DisplacementFieldTransform and ANTs apply to resample image
/// B onto A's grid. Takes 12 bytes a voxel. Errors: cancelled; not enough memory.
Result<VectorField> displacement_field(const Grid& a, const PointMap& b_from_a, JobContext& job);

}  // namespace transpine
