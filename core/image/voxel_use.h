// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace transpine {

/// What voxels are read as: values keep their type; labels become uint8, or uint16 where one is
/// above 255.
enum class VoxelUse { values, labels };

}  // namespace transpine
