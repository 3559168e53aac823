// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkSmartPointer.h>

#include <QColor>

class vtkLookupTable;

namespace transpine {

/// One colour a label, neighbours along the spine well apart in hue and in lightness, so that they
/// also differ for people who see few hues.
QColor colour_of_label(int label);

/// colour_of_label for labels 1-255; 0 is transparent.
vtkSmartPointer<vtkLookupTable> label_lookup_table();

}  // namespace transpine
