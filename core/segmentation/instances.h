// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/image/volume.h"

namespace transpine {

/// One vertebra that was found, of no known level yet.
struct Instance {
  Eigen::Vector3d centre_mm;  ///< Of its body.
  double body_ml = 0;
  /// How many vertebrae seem to be missing between the one above and this one.
  int missing_above = 0;
};

/// Vertebrae out of a map of parts.
struct Instances {
  static constexpr std::uint8_t kSacrum = 255;

  Grid grid;
  /// Of each voxel: 0, a vertebra from 1 in the order from head to foot, or kSacrum.
  std::vector<std::uint8_t> labels;
  std::vector<Instance> vertebrae;
  std::optional<double> sacrum_gap_mm;  ///< From the lowest body's centre to the sacrum below it.
  std::vector<std::string> notes;
};

/// Finds the vertebrae of `parts` (uint8, part_class_of()): one for each body, where bodies that
/// touch are taken apart at their necks or, where a piece is too long for one, at their thinnest
/// cross sections; specks and what lies away from the column are left out. The other parts go to
/// the body that is nearest along paths through bone, in which joints count longer. Fails without
/// any body; cancelled.
Result<Instances> find_instances(const Volume& parts, JobContext& job);

/// Leaves numbers free, with a note, where a step from one vertebra to the next is so long that one
/// seems to be missing. The vertebrae are in the order from head to foot.
void note_gaps(Instances& found);

}  // namespace transpine
