// SPDX-License-Identifier: Apache-2.0
#include "core/landmarks/label_colours.h"

#include <algorithm>
#include <cmath>

namespace transpine {

std::array<std::uint8_t, 3> label_rgb(int label) {
  // Golden-angle steps never repeat a hue nearby; lightness alternates over three values.
  constexpr double lightness[] = {0.62, 0.48, 0.74};
  constexpr double saturation = 0.75;
  const double hue = std::fmod(0.08 + label * 0.381966, 1.0);
  const double light = lightness[label % 3];
  const double chroma = (1 - std::abs(2 * light - 1)) * saturation;
  const auto channel = [&](double shift) {
    const double k = std::fmod(hue * 6 + shift, 6.0);
    const double ramp = std::clamp(std::abs(k - 3) - 1, 0.0, 1.0);
    return static_cast<std::uint8_t>(std::lround(255 * (light - chroma / 2 + chroma * ramp)));
  };
  return {channel(0), channel(4), channel(2)};
}

}  // namespace transpine
