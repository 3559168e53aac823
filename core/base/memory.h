// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace transpine {

/// How much memory a process can still take before the system or its container (cgroup version 1 or
/// 2) runs short; caches that the system would give up count as free. Absent where the system does
/// not tell. `root` is for tests: the folder that /proc and /sys are read in.
std::optional<std::uint64_t> available_memory_bytes(const std::filesystem::path& root = "/");

/// "512 MB", "3.2 GB".
std::string bytes_text(std::uint64_t bytes);

}  // namespace transpine
