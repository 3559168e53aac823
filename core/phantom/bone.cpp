// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/bone.h"

#include <algorithm>
#include <cmath>

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

constexpr double kUnionBlend_mm = 2.5;
constexpr double kRimBlend_mm = 2;
constexpr double kBoxMargin_mm = 3;
constexpr double kPosteriorFlatness =
    0.82;  // The rear wall lies nearer to the axis than the front.
constexpr double kBodyCortex_mm = 0.9;
constexpr double kArchCortex_mm = 1.15;

double plate_distance(const Plate& plate, const Eigen::Vector3d& p) {
  Eigen::Vector3d q = p - plate.a;
  const double extent_squared = plate.extent.squaredNorm();
  if (extent_squared > 0) {
    q -= plate.extent * std::clamp(q.dot(plate.extent) / extent_squared, -1.0, 1.0);
  }
  const Eigen::Vector3d axis = plate.b - plate.a;
  const double t = std::clamp(q.dot(axis) / std::max(axis.squaredNorm(), 1e-9), 0.0, 1.0);
  return (q - t * axis).norm() - (plate.radius_a + t * (plate.radius_b - plate.radius_a));
}

double smooth_min(double a, double b, double blend) {
  const double h = std::max(blend - std::abs(a - b), 0.0) / blend;
  return std::min(a, b) - h * h * blend / 4;
}

double smooth_max(double a, double b, double blend) {
  return -smooth_min(-a, -b, blend);
}

double body_distance(const BodyShape& body, const Eigen::Vector3d& p) {
  const double across_mm = std::min(body.half_width, body.half_depth);
  const double rho = body_radius(body, p);
  const double u = p.x() / (body.half_width * body.half_width);
  const double v = p.y() / (body.half_depth * body.half_depth);
  const double slope = rho > 0.3 ? std::hypot(u, v) / rho : 1 / across_mm;
  const double side = (rho - 1) / std::max(slope, 0.5 / across_mm);
  const double ends = std::max(p.z() - end_plate_z(body, p, 1), end_plate_z(body, p, -1) - p.z());
  return smooth_max(side, ends, kRimBlend_mm);
}

double canal_distance(const CanalShape& canal, const Eigen::Vector3d& p) {
  const double rho =
      std::hypot(p.x() / canal.half_width, (p.y() - canal.center_y) / canal.half_depth);
  return std::max((rho - 1) * std::min(canal.half_width, canal.half_depth), canal.bottom_z - p.z());
}

}  // namespace

double body_radius(const BodyShape& body, const Eigen::Vector3d& p_local) {
  const double s = std::clamp(p_local.z() / body.half_height, -1.0, 1.0);
  const double waist = 1 - body.waist * (1 - s * s);
  const double u = p_local.x() / (body.half_width * waist);
  double v = p_local.y() / (body.half_depth * waist);
  if (v > 0) v /= kPosteriorFlatness * (1 + 0.3 * std::min(u * u, 1.0));
  return std::hypot(u, v);
}

double end_plate_z(const BodyShape& body, const Eigen::Vector3d& p_local, int side) {
  const double forward = std::clamp(-p_local.y() / body.half_depth, -1.0, 1.0);
  const double u = p_local.x() / body.half_width;
  const double v = p_local.y() / body.half_depth;
  const double dip = body.concavity_mm * std::max(0.0, 1 - u * u - v * v);
  double height = body.half_height * (1 + body.wedge * forward) - dip;
  if (side > 0) height -= 2 * body.half_height * body.upper_loss * (0.5 + 0.5 * forward);
  return side * height;
}

void Bone::finish() {
  box_low_.setConstant(1e9);
  box_high_.setConstant(-1e9);
  const auto include = [this](const Eigen::Vector3d& p, double radius) {
    box_low_ = box_low_.cwiseMin((p.array() - radius - kBoxMargin_mm).matrix());
    box_high_ = box_high_.cwiseMax((p.array() + radius + kBoxMargin_mm).matrix());
  };
  for (const auto& plate : plates) {
    for (const int side : {-1, 1}) {
      include(plate.a + side * plate.extent, plate.radius_a);
      include(plate.b + side * plate.extent, plate.radius_b);
    }
  }
  if (body) {
    const Eigen::Vector3d half(body->half_width * 1.05, body->half_depth * 1.05,
                               body->half_height * (1 + std::abs(body->wedge)));
    include(-half, 0);
    include(half, 0);
  }
}

BoneDistance Bone::distance(const Eigen::Vector3d& p_local) const {
  BoneDistance result;
  double nearest = 1e9;
  double arch = 1e9;
  for (const auto& plate : plates) {
    const double d = plate_distance(plate, p_local);
    if (d < nearest) {
      nearest = d;
      result.subregion = plate.subregion;
    }
    arch = arch > 1e8 ? d : smooth_min(arch, d, kUnionBlend_mm);
  }
  result.thinness_mm = kArchCortex_mm;
  if (canal) arch = std::max(arch, -canal_distance(*canal, p_local));
  result.mm = arch;
  if (body) {
    const double d = body_distance(*body, p_local);
    if (d < nearest) {
      result.subregion = subregion::kBody;
      result.thinness_mm = kBodyCortex_mm;
    }
    result.mm = smooth_min(arch, d, kUnionBlend_mm);
  }
  return result;
}

}  // namespace transpine
