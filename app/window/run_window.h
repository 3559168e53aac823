// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace transpine {

/// Opens the window and runs until it is closed. `args`: --study FOLDER opens a study, --demo
/// FOLDER opens or makes the demo study. Returns the exit code.
int run_window(int argc, char** argv, const std::vector<std::string>& args);

}  // namespace transpine
