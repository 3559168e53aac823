// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.h"

namespace transpine {

/// A file that comes with the program: in $TRANSPINE_RESOURCES where that is set, else beside the
/// program (resources/ or ../share/transpine/), else in the sources it was built from. Fails where
/// it is in none of them.
Result<std::filesystem::path> resource_file(const std::string& name);

}  // namespace transpine
