// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/part_classes.h"

#include "core/landmarks/spine_labels.h"

namespace transpine {

const std::vector<std::string>& part_class_names() {
  static const std::vector<std::string> names{"background", "body",      "arcus", "spinous",
                                              "transverse", "articular", "sacrum"};
  return names;
}

std::uint8_t part_class_of(int vertebra, int subregion) {
  if (vertebra == vertebra::kSacrum) return part_class::kSacrum;
  if (subregion::is_body(subregion)) return part_class::kBody;
  switch (subregion) {
    case subregion::kArcus:
      return part_class::kArcus;
    case subregion::kSpinousProcess:
      return part_class::kSpinous;
    case subregion::kTransverseLeft:
    case subregion::kTransverseRight:
      return part_class::kTransverse;
    case subregion::kSuperiorArticularLeft:
    case subregion::kSuperiorArticularRight:
    case subregion::kInferiorArticularLeft:
    case subregion::kInferiorArticularRight:
      return part_class::kArticular;
    default:
      return part_class::kBackground;
  }
}

}  // namespace transpine
