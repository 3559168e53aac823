// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>

#include "core/image/grid.h"

namespace transpine {

/// Where a point of one frame lies in another; called from several threads.
using PointMap = std::function<Eigen::Vector3d(const Eigen::Vector3d& p_mm)>;

/// A costly map at the voxels of a grid. A cell of voxels is interpolated from its corners where
/// the map agrees with that at the middle of the cell, of its faces and of its edges; else the cell
/// is divided, down to single voxels. Rigid parts and smooth parts cost little, and only a feature
/// smaller than half a cell of 4 mm can be missed by more than the tolerance.
class GridMap {
 public:
  GridMap(const Grid& grid, PointMap map, double tolerance_mm = 0.05);

  /// The voxels of a cell along each axis.
  const Index3& cell() const { return cell_; }
  /// The mapped centres of the voxels [begin, begin + size), the first axis fastest.
  void map_block(const Index3& begin, const Index3& size, std::span<Eigen::Vector3d> mapped) const;

 private:
  struct Block;
  Eigen::Vector3d at(const Eigen::Vector3d& index) const;
  void map_cell(const Index3& begin, const Index3& size, const Block& block) const;
  void map_each(const Index3& begin, const Index3& size, const Block& block) const;

  Grid grid_;
  PointMap map_;
  double tolerance_mm_;
  Index3 cell_;
};

}  // namespace transpine
