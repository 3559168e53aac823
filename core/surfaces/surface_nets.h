// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <vector>

#include "core/image/volume.h"
#include "core/surfaces/label_boxes.h"

namespace transpine {

/// A surface of quadrilaterals over the voxel grid, each counterclockwise seen from outside in
/// index coordinates.
struct QuadNet {
  /// Nodes next to a node along -x, +x, -y, +y, -z, +z; -1 for none.
  using Neighbours = std::array<std::int32_t, 6>;

  std::vector<Eigen::Vector3f> points_index;  ///< Continuous voxel indices of the volume.
  std::vector<std::array<std::int32_t, 4>> quads;
  std::vector<Neighbours> neighbours;
};

/// The closed surface of one label by surface nets (Gibson, MICCAI 1998): one node in each cell of
/// 2 x 2 x 2 voxels that the surface passes, at the middle of the edges that it cuts, and one quad
/// for each voxel face. Reads `box` only; needs memory for two slices of it besides the result.
/// Where two corners of the label touch, sheets share a node.
QuadNet surface_net(const Volume& labels, int label, const LabelBox& box);

/// Smooths the net with a windowed sinc of the uniform Laplacian (Taubin, Zhang and Golub, ECCV
/// 1996), which keeps the volume. `smoothing` in (0, 1] sets the pass band from 1 to 0.02; 0 does
/// nothing. Nodes stay in their cells: the centre of each voxel keeps its side, so that the surface
/// remains one of this mask and thin processes stay.
void smooth_net(QuadNet& net, double smoothing);

}  // namespace transpine
