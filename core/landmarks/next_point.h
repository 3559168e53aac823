// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "core/landmarks/landmark_document.h"

namespace transpine {

/// Which points are placed one after another: levels from head to foot, kinds in this order.
struct PlacementPlan {
  std::vector<int> levels;
  std::vector<int> kinds;
};

/// The plan of a range such as "T10-S", with bodies and spinous processes (the sacrum has its body
/// alone). L6 and T13 take part where the range names them or the document has them.
PlacementPlan placement_plan(const std::vector<int>& range, const LandmarkDocument& document);

/// The point to place after `current`, which lacks a place in one image or both: the other kinds of
/// its level first, then pairs that one image has, then gaps between placed levels, then the next
/// level down, then up. Absent when nothing is missing.
std::optional<LandmarkKey> next_missing_point(const LandmarkDocument& document, LandmarkKey current,
                                              const PlacementPlan& plan);

/// The same kind of point at the next level of the plan, upwards with `steps` below 0: T13 and L6
/// only where the document has them. Absent at the end.
std::optional<LandmarkKey> neighbour_point(const LandmarkDocument& document, LandmarkKey current,
                                           const PlacementPlan& plan, int steps);

/// The document with the points of the chosen images moved by `levels` down the spine: L3 becomes
/// L4 by 1. Absent when a level would leave the spine. Whether T13 and L6 exist follows from the
/// document: T12 is followed by L1 and L5 by the sacrum unless it has them.
std::optional<LandmarkDocument> shifted_levels(const LandmarkDocument& document, int levels,
                                               bool in_mr, bool in_ct);

}  // namespace transpine
