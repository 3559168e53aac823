// SPDX-License-Identifier: Apache-2.0
#include "widgets/viewer/measure_text.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include "core/image/probe.h"

namespace transpine {
namespace {

constexpr int kMostSamples = 4000;

QString text(const char* source) {
  return QCoreApplication::translate("Measures", source);
}

QString number(double value, int digits) {
  return QLocale().toString(value, 'f', digits);
}

bool is_measured(const SliceLayer& layer) {
  return layer.visible && layer.kind == SliceLayer::Kind::image && !layer.volume.empty();
}

QString ellipse_text(const Measure& measure, const std::vector<SliceLayer>& layers) {
  const Eigen::Vector2d half = measure.half_axes_mm();
  const PlaneEllipse ellipse{(measure.p_mm.front() + measure.p_mm.back()) / 2,
                             measure.right * half.x(), measure.down * half.y()};
  QStringList lines{
      text(QT_TRANSLATE_NOOP("Measures", "%1 mm²")).arg(number(measure.area_mm2(), 1))};
  for (const SliceLayer& layer : layers) {
    if (!is_measured(layer)) continue;
    const double step_mm = layer.volume.grid().spacing_mm.minCoeff() / 2;
    const auto found =
        ellipse_statistics(layer.volume, ellipse, step_mm, layer.view_from_volume.inverse());
    if (found.count == 0) continue;
    const int digits = layer.window < 10 ? 3 : 1;
    lines << QString("%1: %2 ± %3 %4 (%5 … %6)")
                 .arg(layer.name, number(found.mean, digits), number(found.sd, digits), layer.unit,
                      number(found.minimum, digits), number(found.maximum, digits));
  }
  return lines.join("\n");
}

}  // namespace

QString measure_text(const Measure& measure, const std::vector<SliceLayer>& layers) {
  switch (measure.kind) {
    case Measure::Kind::angle:
      return QString("%1°").arg(number(measure.angle_deg(), 1));
    case Measure::Kind::ellipse:
      return ellipse_text(measure, layers);
    case Measure::Kind::ruler:
    case Measure::Kind::profile:
      break;
  }
  return text(QT_TRANSLATE_NOOP("Measures", "%1 mm")).arg(number(measure.length_mm(), 1));
}

std::vector<ProfileCurve> profile_curves(const Measure& profile,
                                         const std::vector<SliceLayer>& layers) {
  std::vector<ProfileCurve> curves;
  const double length_mm = profile.length_mm();
  for (const SliceLayer& layer : layers) {
    if (!is_measured(layer)) continue;
    const double step_mm = layer.volume.grid().spacing_mm.minCoeff() / 2;
    const int count = std::clamp(static_cast<int>(length_mm / step_mm) + 1, 2, kMostSamples);
    const auto values = line_profile(layer.volume, profile.p_mm.front(), profile.p_mm.back(), count,
                                     layer.view_from_volume.inverse());
    ProfileCurve curve{layer.name, layer.unit, {}, {}};
    for (int i = 0; i < count; ++i) {
      const double value = values[static_cast<std::size_t>(i)];
      if (std::isnan(value)) continue;
      curve.distance_mm.push_back(length_mm * i / (count - 1));
      curve.values.push_back(value);
    }
    curves.push_back(std::move(curve));
  }
  return curves;
}

}  // namespace transpine
