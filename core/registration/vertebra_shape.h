// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "core/base/result.h"
#include "core/geometry/rigid3.h"
#include "core/image/volume.h"
#include "core/landmarks/landmark_set.h"

namespace transpine {

/// Where the bone of one vertebra is, in the frame of one image: how far points are from it.
class VertebraShape {
 public:
  /// The voxels of one label. Distances are exact at voxel centres and linear between them; beyond
  /// kMargin_mm around the label they are upper bounds.
  static std::optional<VertebraShape> from_mask(const Volume& mask, int label);
  /// An estimate: a ball around the body's point, flattened along the spine, and a capsule from
  /// there to `process_mm`. `along` is the unit direction of the spine, `height_mm` the distance
  /// from one body to the next.
  static VertebraShape estimated(const Eigen::Vector3d& body_mm,
                                 const std::optional<Eigen::Vector3d>& process_mm,
                                 const Eigen::Vector3d& along, double height_mm);

  static constexpr double kMargin_mm = 8;

  /// The same shape seen from another frame.
  VertebraShape seen_from(const Rigid3& shape_from_frame) const;

  /// Distance in mm, 0 inside; continuous.
  double distance_mm(const Eigen::Vector3d& p_mm) const;
  /// A ball around the shape: distance_mm(p) >= |p - centre| - radius.
  const Eigen::Vector3d& centre_mm() const { return centre_mm_; }
  double radius_mm() const { return radius_mm_; }
  bool is_measured() const { return map_ != nullptr; }

 private:
  struct Map;
  double map_distance_mm(const Eigen::Vector3d& p_mm) const;
  double estimated_distance_mm(const Eigen::Vector3d& p_mm) const;

  std::shared_ptr<const Map> map_;  ///< Of a mask; else the estimate's figures are used.
  /// Into the map's indices, or the frame of the estimate (z along the spine, origin the body).
  Eigen::Matrix3d own_from_frame_ = Eigen::Matrix3d::Identity();
  Eigen::Vector3d own_origin_ = Eigen::Vector3d::Zero();
  std::optional<Eigen::Vector3d> process_;  ///< In the estimate's frame.
  Eigen::Vector3d semi_axes_mm_ = Eigen::Vector3d::Ones();
  double capsule_mm_ = 0;
  Eigen::Vector3d centre_mm_ = Eigen::Vector3d::Zero();
  double radius_mm_ = 0;
};

/// Shapes by vertebra id.
using VertebraShapes = std::map<int, VertebraShape>;

/// The shapes of every label from 1 to 33 of a vertebra mask, in parallel.
VertebraShapes shapes_from_mask(const Volume& vertebra_mask);
/// Estimates for all vertebrae with a body point or, for want of it, any point.
VertebraShapes shapes_from_points(const LandmarkSet& points);

}  // namespace transpine
