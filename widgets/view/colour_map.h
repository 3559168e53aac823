// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QString>
#include <array>
#include <vector>

namespace transpine {

/// How values of an image become colours. Warm, cool and hot fade in over what lies below; the
/// others are opaque.
enum class ColourMap { gray, inverted, warm, cool, hot, viridis, blue_red };

const std::vector<ColourMap>& all_colour_maps();
/// The key in a study file: "gray", "blue_red".
QString colour_map_key(ColourMap map);
ColourMap colour_map_from_key(const QString& key);
/// The name that a list shows.
QString colour_map_name(ColourMap map);
bool is_opaque(ColourMap map);

/// 256 premultiplied colours, from the lower to the upper end of the window.
const std::array<QRgb, 256>& colours_of(ColourMap map);

}  // namespace transpine
