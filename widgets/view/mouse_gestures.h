// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <utility>
#include <vector>

namespace transpine {

/// What the mouse does in the views, as (gesture, effect), for the cheat sheet and the shortcut
/// editor. Keep it in step with the views.
std::vector<std::pair<QString, QString>> mouse_gestures();

}  // namespace transpine
