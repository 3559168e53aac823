// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

namespace transpine {

/// A tapered capsule from `a` to `b`, widened to a plate along +-`extent` (zero for none).
/// Local millimetres of a vertebra: x to the patient's left, y to posterior, z to superior.
struct Plate {
  Eigen::Vector3d a;
  Eigen::Vector3d b;
  double radius_a = 0;
  double radius_b = 0;
  Eigen::Vector3d extent = Eigen::Vector3d::Zero();
  int subregion = 0;
};

/// A vertebral body: a waisted cylinder on an ellipse flattened behind, with concave end plates,
/// centred at the origin.
struct BodyShape {
  double half_width = 0;
  double half_depth = 0;
  double half_height = 0;
  double wedge = 0;       ///< Relative gain of the anterior and loss of the posterior height.
  double upper_loss = 0;  ///< Relative loss of anterior height at the upper end plate (fracture).
  double concavity_mm = 1.2;
  double waist = 0.1;
};

/// The vertebral canal cut out of a vertebra: an elliptic cylinder along z.
struct CanalShape {
  double center_y = 0;
  double half_width = 0;
  double half_depth = 0;
  double bottom_z = -1e9;  ///< Bone is not cut below.
};

/// Distance of a point to a bone and the part it is nearest to.
struct BoneDistance {
  double mm = 1e9;  ///< Negative inside. Close to Euclidean near the surface only.
  int subregion = 0;
  double thinness_mm = 1;  ///< Thickness of the cortical shell there.
};

/// One rigid bone as a smooth union of parts.
class Bone {
 public:
  int vertebra = 0;       ///< VerSe id of the vertebra it belongs to or moves with.
  bool labelled = false;  ///< Ribs and neighbours of the wanted range are not.
  std::optional<BodyShape> body;
  std::vector<Plate> plates;
  std::optional<CanalShape> canal;

  /// Sets the bounding box; call once all parts are in.
  void finish();
  bool box_contains(const Eigen::Vector3d& p_local) const {
    return (p_local.array() >= box_low_.array()).all() &&
           (p_local.array() <= box_high_.array()).all();
  }
  const Eigen::Vector3d& box_low() const { return box_low_; }
  const Eigen::Vector3d& box_high() const { return box_high_; }
  BoneDistance distance(const Eigen::Vector3d& p_local) const;

 private:
  Eigen::Vector3d box_low_ = Eigen::Vector3d::Zero();
  Eigen::Vector3d box_high_ = Eigen::Vector3d::Zero();
};

/// Where a point lies in a body's cross-section: 0 at its axis, 1 at its rim.
double body_radius(const BodyShape& body, const Eigen::Vector3d& p_local);
/// Height of the upper (`side` = 1) or lower (-1) end plate above the body's centre at (x, y).
double end_plate_z(const BodyShape& body, const Eigen::Vector3d& p_local, int side);

}  // namespace transpine
