// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace transpine {

/// One colour (red, green, blue) a label: neighbours along the spine lie well apart in hue and in
/// lightness, so that they also differ for people who see few hues.
std::array<std::uint8_t, 3> label_rgb(int label);

}  // namespace transpine
