// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/label_colours.h"

#include <vtkLookupTable.h>

#include "core/landmarks/label_colours.h"

namespace transpine {

QColor colour_of_label(int label) {
  const auto rgb = label_rgb(label);
  return QColor(rgb[0], rgb[1], rgb[2]);
}

vtkSmartPointer<vtkLookupTable> label_lookup_table() {
  auto table = vtkSmartPointer<vtkLookupTable>::New();
  table->SetNumberOfTableValues(256);
  table->SetTableRange(0, 255);
  table->SetTableValue(0, 0, 0, 0, 0);
  for (int label = 1; label < 256; ++label) {
    const QColor colour = colour_of_label(label);
    table->SetTableValue(label, colour.redF(), colour.greenF(), colour.blueF(), 1);
  }
  return table;
}

}  // namespace transpine
