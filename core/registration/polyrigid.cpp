// SPDX-License-Identifier: Apache-2.0
#include "core/registration/polyrigid.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace transpine {
namespace {

using Eigen::Vector3d;

constexpr double kSoftening2_mm2 = 0.05 * 0.05;
constexpr double kReachFactor = 2;
constexpr double kReach_mm = 30;
/// In the shortest step of the integration bones move about this far, at most.
constexpr double kShortestStep_mm = 1.0 / 16;
constexpr int kMinNodes = 128;
constexpr int kMaxNodes = 1024;
/// The integration starts with this many steps; one is halved while the field changes fast on it:
/// between two bones.
constexpr int kSteps = 2;
constexpr double kStepError_mm = 0.005;
constexpr std::size_t kMaxCandidates = 33;

}  // namespace

Polyrigid::Polyrigid(const Rigid3& ct_from_mr, const std::map<int, Rigid3>& by_vertebra,
                     const VertebraShapes& shapes_in_mr)
    : rigid_(ct_from_mr), by_vertebra_(by_vertebra) {
  double longest_mm = 0;
  for (const auto& [level, transform] : by_vertebra_) {
    const auto shape = shapes_in_mr.find(level);
    if (shape == shapes_in_mr.end()) continue;
    shapes_.emplace(level, shape->second);
    const Rigid3 motion = rigid_.inverse() * transform;
    Bone bone{log_of(motion), 0, {shape->second}};
    bone.reach_mm = bone.twist.velocity(shape->second.centre_mm()).norm() +
                    bone.twist.rotation.norm() * shape->second.radius_mm();
    longest_mm = std::max(longest_mm, bone.reach_mm);
    bones_.push_back(std::move(bone));
  }
  const double nodes = 2 * longest_mm / kShortestStep_mm;
  last_node_ = kMinNodes;
  while (last_node_ < nodes && last_node_ < kMaxNodes) last_node_ *= 2;
  for (Bone& bone : bones_) {
    const VertebraShape at_start = bone.shape.front();
    for (int node = 1; node <= last_node_; ++node) {
      const double time = static_cast<double>(node) / last_node_;
      bone.shape.push_back(at_start.seen_from(exp_of(bone.twist * -time)));
    }
  }
}

/// The velocity near one starting point: the bones that can matter on its way are found once.
class Polyrigid::Field {
 public:
  Field(const Polyrigid& transform, const Vector3d& p_mm, int node) {
    std::array<double, kMaxCandidates> bound_mm;
    const std::size_t bones = std::min(transform.bones_.size(), kMaxCandidates);
    std::size_t nearest = 0;
    double travel_mm = 0;
    for (std::size_t i = 0; i < bones; ++i) {
      const Bone& bone = transform.bones_[i];
      const VertebraShape& shape = bone.shape[static_cast<std::size_t>(node)];
      bound_mm[i] = std::max(0.0, (p_mm - shape.centre_mm()).norm() - shape.radius_mm());
      travel_mm = std::max({travel_mm, bone.reach_mm, 1.25 * bone.twist.velocity(p_mm).norm()});
      if (bound_mm[i] < bound_mm[nearest]) nearest = i;
    }
    const double distance_mm =
        transform.bones_[nearest].shape[static_cast<std::size_t>(node)].distance_mm(p_mm);
    // The point and the bones move by up to the travel each.
    const double limit_mm =
        kReachFactor * (distance_mm + 2 * travel_mm) + kReach_mm + 2 * travel_mm;
    for (std::size_t i = 0; i < bones; ++i) {
      if (bound_mm[i] < limit_mm) candidates_[count_++] = &transform.bones_[i];
    }
  }

  Vector3d velocity(const Vector3d& p_mm, int node) const {
    std::array<double, kMaxCandidates> distance_mm;
    double nearest_mm = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < count_; ++i) {
      distance_mm[i] = candidates_[i]->shape[static_cast<std::size_t>(node)].distance_mm(p_mm);
      nearest_mm = std::min(nearest_mm, distance_mm[i]);
    }
    const double reach_mm = kReachFactor * nearest_mm + kReach_mm;
    Vector3d sum = Vector3d::Zero();
    double weights = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      const double mm = distance_mm[i];
      if (mm >= reach_mm) continue;
      const double fade = (reach_mm - mm) / reach_mm;
      const double weight = fade * fade / (mm * mm + kSoftening2_mm2);
      sum += weight * candidates_[i]->twist.velocity(p_mm);
      weights += weight;
    }
    return sum / weights;
  }

 private:
  std::array<const Bone*, kMaxCandidates> candidates_;
  std::size_t count_ = 0;
};

/// One Runge-Kutta step of the fourth order over `nodes` time nodes (negative: backwards), halved
/// while its two middle slopes disagree.
Vector3d Polyrigid::advanced(const Field& field, const Vector3d& p, int node, int nodes) const {
  const double h = static_cast<double>(nodes) / last_node_;
  const Vector3d a = field.velocity(p, node);
  const Vector3d b = field.velocity(p + h / 2 * a, node + nodes / 2);
  const Vector3d c = field.velocity(p + h / 2 * b, node + nodes / 2);
  if (std::abs(nodes) > 2 && std::abs(h) * (b - c).norm() > kStepError_mm) {
    const Vector3d middle = advanced(field, p, node, nodes / 2);
    return advanced(field, middle, node + nodes / 2, nodes / 2);
  }
  const Vector3d d = field.velocity(p + h * c, node + nodes);
  return p + h / 6 * (a + 2 * b + 2 * c + d);
}

Vector3d Polyrigid::flow(const Vector3d& p_mm, bool forward) const {
  if (bones_.empty()) return p_mm;
  const int nodes = (forward ? last_node_ : -last_node_) / kSteps;
  int node = forward ? 0 : last_node_;
  const Field field(*this, p_mm, node);
  Vector3d p = p_mm;
  for (int step = 0; step < kSteps; ++step, node += nodes) {
    p = advanced(field, p, node, nodes);
  }
  return p;
}

Vector3d Polyrigid::ct_from_mr(const Vector3d& p_in_mr) const {
  return rigid_ * flow(p_in_mr, true);
}

Vector3d Polyrigid::mr_from_ct(const Vector3d& p_in_ct) const {
  return flow(rigid_.inverse() * p_in_ct, false);
}

VertebraShapes shapes_in_mr(const VertebraShapes& shapes_in_ct,
                            const std::map<int, Rigid3>& ct_from_mr_by_vertebra) {
  VertebraShapes shapes;
  for (const auto& [level, shape] : shapes_in_ct) {
    const auto transform = ct_from_mr_by_vertebra.find(level);
    if (transform != ct_from_mr_by_vertebra.end()) {
      shapes.emplace(level, shape.seen_from(transform->second));
    }
  }
  return shapes;
}

Result<Volume> resample(const Volume& ct, const Grid& mr, const Polyrigid& transform,
                        Interpolation interpolation, double outside_value, JobContext& job) {
  return resample_mapped(
      ct, mr, [&](const Vector3d& p_in_mr) { return transform.ct_from_mr(p_in_mr); }, interpolation,
      outside_value, job);
}

}  // namespace transpine
