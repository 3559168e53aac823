// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <vector>

namespace transpine {

/// A window and level under a name.
struct WindowPreset {
  QString name;
  double window;
  double level;

  bool operator==(const WindowPreset&) const = default;
};

/// Bone, soft tissue, spine, whole range, in Hounsfield units.
std::vector<WindowPreset> default_window_presets();
/// The user's presets on this machine; the default ones until they are changed.
std::vector<WindowPreset> window_presets();
void save_window_presets(const std::vector<WindowPreset>& presets);

}  // namespace transpine
