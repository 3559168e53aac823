// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/part_classes.h"

#include "core/landmarks/spine_labels.h"

namespace transpine {
namespace {

enum PartClass : std::uint8_t { background, body, arcus, spinous, transverse, articular, sacrum };

}  // namespace

const std::vector<std::string>& part_class_names() {
  static const std::vector<std::string> names{"background", "body",      "arcus", "spinous",
                                              "transverse", "articular", "sacrum"};
  return names;
}

std::uint8_t part_class(int vertebra, int subregion) {
  if (vertebra == vertebra::kSacrum) return sacrum;
  if (subregion::is_body(subregion)) return body;
  switch (subregion) {
    case subregion::kArcus:
      return arcus;
    case subregion::kSpinousProcess:
      return spinous;
    case subregion::kTransverseLeft:
    case subregion::kTransverseRight:
      return transverse;
    case subregion::kSuperiorArticularLeft:
    case subregion::kSuperiorArticularRight:
    case subregion::kInferiorArticularLeft:
    case subregion::kInferiorArticularRight:
      return articular;
    default:
      return background;
  }
}

}  // namespace transpine
