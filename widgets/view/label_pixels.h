// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QSize>
#include <vector>

#include "widgets/view/slice_layer.h"

class vtkImageData;

namespace transpine {

/// The premultiplied colour of each label id from 0 to the type's largest (65535 at most).
std::vector<QRgb> label_colour_table(const SliceLayer& layer);

/// Colours resliced labels: filled, as outlines that lie inside each label, or both. `table` is
/// label_colour_table's; outlines take its colours fully, a fill with the layer's opacity.
void colour_label_pixels(vtkImageData* labels, const SliceLayer& layer,
                         const std::vector<QRgb>& table, QRgb* out, const QSize& size);

}  // namespace transpine
