// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace transpine {

bool is_utf8(std::string_view text);

/// The text where it is UTF-8; else with "%FF" in the place of each byte that is not, so that
/// different texts stay different.
std::string utf8_or_escaped(std::string_view text);

/// The bytes as hexadecimal digits, and back; absent for other letters or an odd count.
std::string hex_of(std::string_view bytes);
std::optional<std::string> from_hex(std::string_view digits);

}  // namespace transpine
