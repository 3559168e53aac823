// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/job_context.h"
#include "core/base/result.h"
#include "core/segmentation/numbering.h"
#include "core/segmentation/segmentation.h"

namespace transpine {

/// What a segmenter of parts has found in a CT: uint8, part_class_of().
struct PartMaps {
  Volume found;   ///< On the segmenter's own grid, where vertebrae are told apart.
  Volume wanted;  ///< On the grid of the result; may be the same as `found`.
};

/// Vertebrae with their numbers and subregions on the grid of `maps.wanted`. Sides of transverse
/// and articular processes are those of the patient; the upper ones of a vertebra's articular
/// processes are superior. Errors: see find_instances() and number_instances(); cancelled.
Result<Segmentation> spine_from_parts(const PartMaps& maps, const NumberingHints& hints,
                                      JobContext& job);

}  // namespace transpine
