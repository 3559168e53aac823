// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>

namespace transpine {

/// The area in mm² of the surface within one cell of eight voxel centres, by which of them belong
/// to the object: bit x + 2 y + 4 z is the voxel at (x, y, z) of the cell. The surface is that of
/// marching cubes through the middles of the cell's edges, each group of neighbouring corners
/// cut off by itself; where more than four corners belong to the object, the others are cut off.
std::array<double, 256> surfel_areas_mm2(const Eigen::Vector3d& spacing_mm);

}  // namespace transpine
