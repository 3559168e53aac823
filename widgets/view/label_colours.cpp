// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/label_colours.h"

#include "core/landmarks/label_colours.h"

namespace transpine {

QColor colour_of_label(int label) {
  const auto rgb = label_rgb(label);
  return QColor(rgb[0], rgb[1], rgb[2]);
}

}  // namespace transpine
