// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "app/cli/verb.h"

namespace transpine {

/// Draws a slice as the window does and writes it as PNG, without a display.
std::unique_ptr<Verb> make_figure_verb();

}  // namespace transpine
