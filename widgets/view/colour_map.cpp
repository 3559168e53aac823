// SPDX-License-Identifier: Apache-2.0
#include "widgets/view/colour_map.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <span>

namespace transpine {
namespace {

struct Stop {
  double at, r, g, b;  ///< All in [0, 1].
};

// Viridis of matplotlib 3.6 at nine places; in between it is linear to within 3 of 255.
constexpr Stop kViridis[] = {
    {0, 0.267, 0.005, 0.329},     {0.125, 0.283, 0.141, 0.458}, {0.25, 0.230, 0.322, 0.546},
    {0.375, 0.173, 0.449, 0.558}, {0.5, 0.128, 0.567, 0.551},   {0.625, 0.158, 0.684, 0.502},
    {0.75, 0.369, 0.789, 0.383},  {0.875, 0.678, 0.864, 0.190}, {1, 0.993, 0.906, 0.144}};
constexpr Stop kBlueRed[] = {{0, 0.1, 0.25, 0.85}, {0.5, 0.96, 0.96, 0.96}, {1, 0.85, 0.12, 0.1}};
constexpr Stop kHot[] = {{0, 0, 0, 0}, {0.4, 0.9, 0.1, 0}, {0.75, 1, 0.8, 0.1}, {1, 1, 1, 0.9}};
constexpr Stop kWarm[] = {{0, 0, 0, 0}, {1, 1, 0.72, 0.25}};
constexpr Stop kCool[] = {{0, 0, 0, 0}, {1, 0.25, 0.72, 1}};
constexpr Stop kGray[] = {{0, 0, 0, 0}, {1, 1, 1, 1}};
constexpr Stop kInverted[] = {{0, 1, 1, 1}, {1, 0, 0, 0}};

std::span<const Stop> stops_of(ColourMap map) {
  switch (map) {
    case ColourMap::inverted:
      return kInverted;
    case ColourMap::warm:
      return kWarm;
    case ColourMap::cool:
      return kCool;
    case ColourMap::hot:
      return kHot;
    case ColourMap::viridis:
      return kViridis;
    case ColourMap::blue_red:
      return kBlueRed;
    case ColourMap::gray:
      break;
  }
  return kGray;
}

std::array<QRgb, 256> make_table(ColourMap map) {
  std::array<QRgb, 256> table{};
  const auto stops = stops_of(map);
  for (int i = 0; i < 256; ++i) {
    const double at = i / 255.0;
    std::size_t next = 1;
    while (next + 1 < stops.size() && stops[next].at < at) ++next;
    const Stop& low = stops[next - 1];
    const Stop& high = stops[next];
    const double share = (at - low.at) / (high.at - low.at);
    const auto part = [&](double a, double b) {
      return static_cast<int>(std::lround(255 * (a + share * (b - a))));
    };
    const QRgb colour = qRgb(part(low.r, high.r), part(low.g, high.g), part(low.b, high.b));
    // A fading map's colours are premultiplied: what is dark in it is clear.
    const int alpha =
        is_opaque(map) ? 255 : std::min(255, static_cast<int>(std::lround(255 * std::sqrt(at))));
    const int least = std::max({qRed(colour), qGreen(colour), qBlue(colour)});
    table[static_cast<std::size_t>(i)] =
        qRgba(qRed(colour), qGreen(colour), qBlue(colour), std::max(alpha, least));
  }
  if (!is_opaque(map)) table[0] = qRgba(0, 0, 0, 0);
  return table;
}

constexpr const char* kKeys[] = {"gray", "inverted", "warm", "cool", "hot", "viridis", "blue_red"};
constexpr const char* kNames[] = {
    QT_TRANSLATE_NOOP("Colours", "Gray"),       QT_TRANSLATE_NOOP("Colours", "Gray inverted"),
    QT_TRANSLATE_NOOP("Colours", "Warm"),       QT_TRANSLATE_NOOP("Colours", "Cool"),
    QT_TRANSLATE_NOOP("Colours", "Hot"),        QT_TRANSLATE_NOOP("Colours", "Viridis"),
    QT_TRANSLATE_NOOP("Colours", "Blue to red")};

}  // namespace

const std::vector<ColourMap>& all_colour_maps() {
  static const std::vector<ColourMap> maps{
      ColourMap::gray, ColourMap::inverted, ColourMap::warm,    ColourMap::cool,
      ColourMap::hot,  ColourMap::viridis,  ColourMap::blue_red};
  return maps;
}

QString colour_map_key(ColourMap map) {
  return QString::fromLatin1(kKeys[static_cast<std::size_t>(map)]);
}

ColourMap colour_map_from_key(const QString& key) {
  for (const ColourMap map : all_colour_maps()) {
    if (colour_map_key(map) == key) return map;
  }
  return ColourMap::gray;
}

QString colour_map_name(ColourMap map) {
  return QCoreApplication::translate("Colours", kNames[static_cast<std::size_t>(map)]);
}

bool is_opaque(ColourMap map) {
  return map != ColourMap::warm && map != ColourMap::cool && map != ColourMap::hot;
}

const std::array<QRgb, 256>& colours_of(ColourMap map) {
  static const auto tables = [] {
    std::array<std::array<QRgb, 256>, std::size(kKeys)> made{};
    for (const ColourMap each : all_colour_maps()) {
      made[static_cast<std::size_t>(each)] = make_table(each);
    }
    return made;
  }();
  return tables[static_cast<std::size_t>(map)];
}

}  // namespace transpine
