// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/base/random.h"
#include "core/base/result.h"
#include "core/geometry/rigid3.h"
#include "core/phantom/anatomy.h"
#include "core/phantom/bone.h"
#include "core/phantom/phantom.h"

namespace transpine {

/// One level of a subject's spine, from head to foot.
struct SpineLevel {
  LevelDimensions size;
  BodyShape body;
  bool labelled = false;     ///< Within the wanted range; else a visible neighbour.
  bool fused_below = false;  ///< With the next level, bone in place of the disc.
  bool fractured = false;
  double disc_degeneration = 0;  ///< 0 a healthy disc below, 1 a dark and thin one.
  Rigid3 model_from_local;       ///< In the MR's pose.
};

/// The middle of the vertebral canal behind a level's body, in its local frame (y, mm).
double canal_center_y(const SpineLevel& level);

/// A subject without pose: its levels and rigid bones.
struct SpineModel {
  std::vector<SpineLevel> levels;
  struct PlacedBone {
    std::size_t level = 0;
    Bone bone;  ///< In the level's local frame.
  };
  std::vector<PlacedBone> bones;  ///< Bone i < levels.size() is the vertebra of level i; then ribs.
};

/// Draws a subject. Fails when `options.vertebrae` is not a contiguous range.
Result<SpineModel> build_spine_model(const PhantomOptions& options);

/// Where each level lies in a scan: `model_from_local` by level, bent joint by joint about the
/// middle level, which stays. `bend_deg` bounds each joint's rotation; 0 gives the model's own
/// pose.
std::vector<Rigid3> bent_pose(const SpineModel& model, double bend_deg, RandomStream& random);

/// The level that bending leaves in place.
std::size_t middle_level(const SpineModel& model);

/// The parts of the vertebra of level `index` in its local frame. Needs the levels' poses, so that
/// facets of neighbours meet (vertebra_shapes.cpp).
Bone build_vertebra(const std::vector<SpineLevel>& levels, std::size_t index, RandomStream& random);
/// Both ribs of a thoracic level, in its local frame.
Bone build_ribs(const SpineLevel& level);

}  // namespace transpine
