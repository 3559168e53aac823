// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace transpine {

/// A text as one field of a CSV row: in quotes where it holds a comma, a quote or a line end.
inline std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

}  // namespace transpine
