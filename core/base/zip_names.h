// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace transpine {

/// The names in a zip archive's directory; absent when the file is no zip archive or a damaged one.
/// Nothing is unpacked. A directory of more than 64 MiB counts as damaged.
std::optional<std::vector<std::string>> zip_names(const std::filesystem::path& path);

}  // namespace transpine
