// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace transpine {

/// The JSON as text. Names of files need not be UTF-8: bytes that are not become the replacement
/// character, where json::dump would throw. `indent` as there.
inline std::string json_text(const nlohmann::json& value, int indent = -1) {
  return value.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace transpine
