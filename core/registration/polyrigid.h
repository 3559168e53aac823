// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/geometry/rigid3.h"
#include "core/geometry/twist.h"
#include "core/image/resample.h"
#include "core/image/volume.h"
#include "core/registration/vertebra_shape.h"

namespace transpine {

/// A transform between MR and CT that moves each vertebra rigidly and blends smoothly in between:
/// the log-Euclidean polyrigid transform of Arsigny, Commowick, Ayache and Pennec (JMIV 33, 2009)
/// with weights that travel with the bones.
///
/// Relative to the single rigid transform, each vertebra v has a motion with logarithm L_v. Points
/// flow over time 1 along sum_v w_v(x, t) L_v(x), where the weights w_v sum to 1 and follow from
/// the distances d_v to the bones as they lie at time t: Franke-Little weights
/// ((R - d_v)+ / R)² / (d_v² + e²), e = 0.05 mm, R = 2 min d + 30 mm.
///
/// What holds: the flow of a Lipschitz field is invertible everywhere, and its inverse is the flow
/// backwards. Points of a bone move with it, up to e² / g² of the relative motion of a neighbour
/// whose bone is g away: 1 % at 0.5 mm. Where two bones would enter each
/// other on the way, no invertible map keeps both rigid, and they share what overlaps. With shapes
/// from a mask this is said of the centres of its voxels; with estimated shapes of the estimates.
class Polyrigid {
 public:
  /// `shapes_in_mr`: the bones in the MR's frame; those without a transform are left out.
  Polyrigid(const Rigid3& ct_from_mr, const std::map<int, Rigid3>& by_vertebra,
            const VertebraShapes& shapes_in_mr);

  Eigen::Vector3d ct_from_mr(const Eigen::Vector3d& p_in_mr) const;
  Eigen::Vector3d mr_from_ct(const Eigen::Vector3d& p_in_ct) const;

  /// The rigid part, and the vertebrae's transforms.
  const Rigid3& rigid() const { return rigid_; }
  const std::map<int, Rigid3>& by_vertebra() const { return by_vertebra_; }
  const VertebraShapes& shapes_in_mr() const { return shapes_; }

 private:
  struct Bone {
    Twist twist;          ///< Of its motion relative to the rigid transform, in the MR's frame.
    double reach_mm = 0;  ///< More than any of its points moves.
    std::vector<VertebraShape> shape;  ///< Where it lies, by time node.
  };
  class Field;

  Eigen::Vector3d flow(const Eigen::Vector3d& p_mm, bool forward) const;
  Eigen::Vector3d advanced(const Field& field, const Eigen::Vector3d& p_mm, int node,
                           int nodes) const;

  Rigid3 rigid_;
  std::map<int, Rigid3> by_vertebra_;
  VertebraShapes shapes_;
  std::vector<Bone> bones_;
  int last_node_ = 0;  ///< Time 1.
};

/// The shapes of bones of the CT as they lie in the MR.
VertebraShapes shapes_in_mr(const VertebraShapes& shapes_in_ct,
                            const std::map<int, Rigid3>& ct_from_mr_by_vertebra);

/// The CT on the MR's grid. Voxel by voxel: no field is held in memory. As resample() else.
Result<Volume> resample(const Volume& ct, const Grid& mr, const Polyrigid& transform,
                        Interpolation interpolation, double outside_value, JobContext& job);

}  // namespace transpine
