// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/image/volume.h"

namespace transpine {

/// The element type with this name ("int16", see name_of); absent for any other text.
inline std::optional<ScalarType> scalar_type_from_name(std::string_view name) {
  for (int type = 0; type <= static_cast<int>(ScalarType::float64); ++type) {
    if (name == name_of(static_cast<ScalarType>(type))) return static_cast<ScalarType>(type);
  }
  return {};
}

}  // namespace transpine
