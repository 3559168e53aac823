// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>

namespace transpine {

/// One colour a label, neighbours along the spine well apart in hue and in lightness, so that they
/// also differ for people who see few hues.
QColor colour_of_label(int label);

}  // namespace transpine
