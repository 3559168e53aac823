// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/landmarks/spine_labels.h"
#include "core/phantom/spine_model.h"

namespace transpine {
namespace {

using Eigen::Vector3d;
namespace sub = subregion;

enum class Region { cervical, thoracic, lumbar };

Region region_of(int id) {
  if (id < vertebra::kT1) return Region::cervical;
  if ((id <= vertebra::kT12) || id == vertebra::kT13) return Region::thoracic;
  return Region::lumbar;
}

// A joint takes the kind of its upper vertebra; T12/L1 already is lumbar.
Region joint_region(int upper_id) {
  if (upper_id == vertebra::kT12 || upper_id == vertebra::kT13) return Region::lumbar;
  return region_of(upper_id);
}

double pedicle_z(const SpineLevel& level) {
  const double share = region_of(level.size.vertebra) == Region::cervical ? 0.05 : 0.2;
  return share * level.size.height;
}

// The facet joint below a level, in that level's frame. `side` is +1 on the left.
Vector3d facet_below(const SpineLevel& upper, int side) {
  const bool lumbar = joint_region(upper.size.vertebra) == Region::lumbar;
  const double x = upper.size.canal_width / 2 + (lumbar ? 2.5 : 3.5);
  const double y = canal_center_y(upper) + upper.size.canal_depth * (lumbar ? 0.42 : 0.36);
  return {side * x, y, -(upper.size.height + upper.size.disc) / 2 - (lumbar ? 2 : -1)};
}

void add_superior_process(Bone& bone, const SpineLevel& level, const SpineLevel& above, int side) {
  const Vector3d joint =
      level.model_from_local.inverse() * (above.model_from_local * facet_below(above, side));
  const int id = side > 0 ? sub::kSuperiorArticularLeft : sub::kSuperiorArticularRight;
  const double root_x = side * (level.size.canal_width / 2 + level.size.pedicle_width * 0.55);
  const Vector3d root(root_x, canal_center_y(level) + 1, pedicle_z(level));
  switch (joint_region(above.size.vertebra)) {
    case Region::lumbar:
      bone.plates.push_back(
          {root, joint + Vector3d(side * 5.2, -1, 6), 4.8, 4, Vector3d(side * 1.2, 4, 0), id});
      break;
    case Region::thoracic:
      bone.plates.push_back(
          {root, joint + Vector3d(0, -2.9, 5), 3.2, 2.4, Vector3d(2.6, 0, 0), id});
      break;
    case Region::cervical:
      bone.plates.push_back(
          {root, joint + Vector3d(side * 1.5, -2.6, 1.5), 3.8, 2.8, Vector3d(2.5, 0, 0), id});
      break;
  }
}

void add_inferior_process(Bone& bone, const SpineLevel& level, int side) {
  const Vector3d joint = facet_below(level, side);
  const int id = side > 0 ? sub::kInferiorArticularLeft : sub::kInferiorArticularRight;
  const double y = canal_center_y(level) + level.size.canal_depth / 2;
  const double x = side * level.size.canal_width / 2;
  switch (joint_region(level.size.vertebra)) {
    case Region::lumbar:
      bone.plates.push_back({Vector3d(x * 0.95, y + 2, -0.25 * level.size.height),
                             joint + Vector3d(side * -2.6, 3, -7), 4.4, 4.2, Vector3d(0, 1.5, 0),
                             id});
      break;
    case Region::thoracic:
      bone.plates.push_back({Vector3d(x, y + 1, -0.1 * level.size.height),
                             joint + Vector3d(0, 2.9, -5), 3, 2.3, Vector3d(2.6, 0, 0), id});
      break;
    case Region::cervical:
      bone.plates.push_back({Vector3d(x * 1.1, y - 2, 0), joint + Vector3d(side * 1.5, 2.6, -1.5),
                             3.6, 2.8, Vector3d(2.5, 0, 0), id});
      break;
  }
}

void add_transverse_process(Bone& bone, const SpineLevel& level, int side, RandomStream& random) {
  const auto& size = level.size;
  const int id = side > 0 ? sub::kTransverseLeft : sub::kTransverseRight;
  const double tip_x = side * size.transverse_span / 2 * random.uniform(0.95, 1.05);
  const double root_x = side * (size.canal_width / 2 + size.pedicle_width * 0.8);
  const double y = canal_center_y(level);
  const double z = pedicle_z(level);
  const double lift = random.normal(0, 1.2);
  switch (region_of(size.vertebra)) {
    case Region::lumbar:
      bone.plates.push_back({Vector3d(root_x, y - 2, z), Vector3d(tip_x, y + 5, z + lift), 3.6, 2.6,
                             Vector3d(0, 0, 3.5), id});
      break;
    case Region::thoracic:
      bone.plates.push_back({Vector3d(root_x, y + size.canal_depth * 0.4, z - 1),
                             Vector3d(tip_x, y + size.canal_depth / 2 + 7, z + 2 + lift), 4, 3.8,
                             Vector3d(0, 0, 1.5), id});
      break;
    case Region::cervical:
      bone.plates.push_back({Vector3d(root_x, y - size.canal_depth * 0.3, z),
                             Vector3d(tip_x, y - size.canal_depth * 0.45, z - 2 + lift), 3.2, 3,
                             Vector3d(0, 1.8, 0), id});
      break;
  }
}

void add_arch(Bone& bone, const SpineLevel& level, int side) {
  const auto& size = level.size;
  const double y = canal_center_y(level);
  const double z = pedicle_z(level);
  const double pedicle_x = side * (size.canal_width / 2 + size.pedicle_width / 2);
  const double r = size.pedicle_width / 2;
  const double tall = std::max(0.0, (size.pedicle_height - size.pedicle_width) / 2);
  bone.plates.push_back({Vector3d(pedicle_x, level.body.half_depth * 0.45, z),
                         Vector3d(pedicle_x, y + size.canal_depth * 0.3, z - 1), r, r,
                         Vector3d(0, 0, tall), sub::kArcus});
  const bool lumbar = region_of(size.vertebra) == Region::lumbar;
  const double lamina_height = size.height * (lumbar ? 0.3 : 0.36);
  const double thickness = lumbar ? 3.4 : region_of(size.vertebra) == Region::thoracic ? 2.9 : 2.2;
  const double rear = y + size.canal_depth / 2 + thickness;
  bone.plates.push_back({Vector3d(side * (size.canal_width / 2 + 2), rear - 4.5, z - 5),
                         Vector3d(side * 2, rear + 1.5, z - 8), thickness, thickness,
                         Vector3d(0, 0.12 * lamina_height, lamina_height), sub::kArcus});
}

void add_spinous_process(Bone& bone, const SpineLevel& level, RandomStream& random) {
  const auto& size = level.size;
  const Region region = region_of(size.vertebra);
  const double drop = size.spinous_drop_deg * std::numbers::pi / 180;
  const double rear = canal_center_y(level) + size.canal_depth / 2;
  const Vector3d along(0.04 * random.normal(), std::cos(drop), -std::sin(drop));
  const Vector3d across = Vector3d(0, std::sin(drop), std::cos(drop));
  const Vector3d root(0, rear + 3, pedicle_z(level) - 8);
  const double radius = region == Region::lumbar ? 3.6 : 3;
  const double tall = region == Region::lumbar     ? 0.27 * size.height
                      : region == Region::thoracic ? 0.16 * size.height
                                                   : 1.5;
  const Vector3d tip = root + along * (size.spinous_length - 3 - radius);
  bone.plates.push_back({root, tip, radius * 0.85, radius, across * tall, sub::kSpinousProcess});
  if (region == Region::cervical && size.vertebra <= 6) {  // Bifid tips.
    for (const int side : {-1, 1}) {
      bone.plates.push_back({tip - along * 4, tip + Vector3d(side * 4.5, 2, -1), 2.4, 2.2,
                             Vector3d::Zero(), sub::kSpinousProcess});
    }
  }
}

Bone build_atlas(const std::vector<SpineLevel>& levels, std::size_t index) {
  const auto& size = levels[index].size;
  Bone bone;
  const double half = size.canal_width / 2;
  const double front = -8;
  const double rear = canal_center_y(levels[index]) + size.canal_depth / 2 + 3.2;
  bone.plates.push_back(
      {Vector3d(-9, front + 2, 0), Vector3d(0, front, 0), 2.6, 3.4, Vector3d(0, 0, 2), sub::kBody});
  bone.plates.push_back(
      {Vector3d(0, front, 0), Vector3d(9, front + 2, 0), 3.4, 2.6, Vector3d(0, 0, 2), sub::kBody});
  for (const int side : {-1, 1}) {
    const Vector3d mass(side * (half + 3), 4, 0);
    bone.plates.push_back(
        {Vector3d(side * 9, front + 2, 0), mass, 2.8, 6, Vector3d::Zero(), sub::kArcus});
    bone.plates.push_back({mass, mass + Vector3d(side, 2, 6), 6, 5.5, Vector3d(2, 3, 0),
                           side > 0 ? sub::kSuperiorArticularLeft : sub::kSuperiorArticularRight});
    bone.plates.push_back({mass, mass + Vector3d(0, 2, -4), 6, 5.5, Vector3d(2, 3, 0),
                           side > 0 ? sub::kInferiorArticularLeft : sub::kInferiorArticularRight});
    bone.plates.push_back({mass, Vector3d(side * size.transverse_span / 2, 7, -1), 4.5, 3.4,
                           Vector3d::Zero(),
                           side > 0 ? sub::kTransverseLeft : sub::kTransverseRight});
    const Vector3d bend(side * (half - 1), rear - 11, 0);
    bone.plates.push_back({mass, bend, 4, 3.2, Vector3d(0, 0, 1.5), sub::kArcus});
    bone.plates.push_back(
        {bend, Vector3d(side * 3, rear - 1, 0), 3.2, 3.2, Vector3d(0, 0, 1.5), sub::kArcus});
  }
  bone.plates.push_back({Vector3d(0, rear - 1, 0), Vector3d(0, rear + 4, -1), 3.6, 3,
                         Vector3d::Zero(), sub::kSpinousProcess});
  return bone;
}

Bone build_sacrum(const std::vector<SpineLevel>& levels, std::size_t index) {
  const auto& level = levels[index];
  Bone bone;
  bone.body = level.body;
  const double y = canal_center_y(level);
  const double half = level.size.width / 2;
  bone.plates.push_back(
      {Vector3d(0, 0, -12), Vector3d(0, 20, -48), 12, 9, Vector3d(half * 0.7, 0, 0), sub::kBody});
  bone.plates.push_back(
      {Vector3d(0, 20, -48), Vector3d(0, 34, -92), 8.5, 4, Vector3d(half * 0.4, 0, 0), sub::kBody});
  for (const int side : {-1, 1}) {
    bone.plates.push_back({Vector3d(side * half * 0.75, 4, 3), Vector3d(side * 47, 13, -12), 10, 10,
                           Vector3d(0, 4, -12), sub::kArcus});
    bone.plates.push_back({Vector3d(side * (level.size.canal_width / 2 + 2), y - 2, 0),
                           Vector3d(side * 12, y + 24, -50), 5, 4, Vector3d(3, 0, 0), sub::kArcus});
    bone.plates.push_back({Vector3d(side * level.size.canal_width / 2, y + 6, -8),
                           Vector3d(side * 2, y + 14, -12), 3.4, 3.4, Vector3d(0, 6, -14),
                           sub::kArcus});
    if (index > 0) add_superior_process(bone, level, levels[index - 1], side);
  }
  bone.plates.push_back({Vector3d(0, y + 15, -12), Vector3d(0, y + 32, -48), 3.6, 3,
                         Vector3d(0, 3, 1), sub::kSpinousProcess});
  bone.canal = CanalShape{y, level.size.canal_width / 2 * 0.9, level.size.canal_depth / 2, -20};
  return bone;
}

}  // namespace

double canal_center_y(const SpineLevel& level) {
  return 0.80 * level.body.half_depth + level.size.canal_depth / 2;
}

Bone build_vertebra(const std::vector<SpineLevel>& levels, std::size_t index,
                    RandomStream& random) {
  const auto& level = levels[index];
  Bone bone;
  if (level.size.vertebra == vertebra::kC1) {
    bone = build_atlas(levels, index);
  } else if (level.size.vertebra == vertebra::kSacrum) {
    bone = build_sacrum(levels, index);
  } else {
    bone.body = level.body;
    bone.canal =
        CanalShape{canal_center_y(level), level.size.canal_width / 2, level.size.canal_depth / 2};
    for (const int side : {-1, 1}) {
      add_arch(bone, level, side);
      add_transverse_process(bone, level, side, random);
      if (index > 0) add_superior_process(bone, level, levels[index - 1], side);
      add_inferior_process(bone, level, side);
    }
    add_spinous_process(bone, level, random);
    if (level.size.vertebra == 2) {  // The dens.
      const double top = level.size.height / 2;
      bone.plates.push_back({Vector3d(0, 0, top - 3), Vector3d(0, 1, top + 15), 5.6, 4.2,
                             Vector3d::Zero(), sub::kBody});
    }
  }
  bone.vertebra = level.size.vertebra;
  bone.labelled = level.labelled;
  return bone;
}

Bone build_ribs(const SpineLevel& level) {
  const auto& size = level.size;
  const double y = canal_center_y(level);
  const double z = pedicle_z(level);
  Bone ribs;
  ribs.vertebra = size.vertebra;
  for (const int side : {-1, 1}) {
    const Vector3d head(side * (level.body.half_width + 4.5), level.body.half_depth * 0.6,
                        level.body.half_height - 1);
    const Vector3d tubercle(side * (size.transverse_span / 2 + 3), y + size.canal_depth / 2 + 0.5,
                            z + 1);
    const Vector3d angle = tubercle + Vector3d(side * 26, 8, -9);
    const Vector3d flank = angle + Vector3d(side * 32, -16, -15);
    ribs.plates.push_back({head, tubercle, 4, 3.4, Vector3d(0, 0, 1.5), 0});
    ribs.plates.push_back({tubercle, angle, 3.6, 3.8, Vector3d(0, 0, 2), 0});
    ribs.plates.push_back({angle, flank, 3.8, 3.6, Vector3d(0, 0, 2.5), 0});
  }
  return ribs;
}

}  // namespace transpine
