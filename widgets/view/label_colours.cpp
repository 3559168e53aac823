// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/label_colours.h"

#include <vtkLookupTable.h>

#include <cmath>

namespace transpine {

QColor colour_of_label(int label) {
  // Golden-angle steps never repeat a hue nearby; lightness alternates over three values.
  const double hue = std::fmod(0.08 + label * 0.381966, 1.0);
  static constexpr double lightness[] = {0.62, 0.48, 0.74};
  return QColor::fromHslF(static_cast<float>(hue), 0.75F, static_cast<float>(lightness[label % 3]));
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
