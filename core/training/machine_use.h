// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace transpine {

/// A graphics card as its driver tells.
struct GpuUse {
  std::string name;
  std::uint64_t used_bytes = 0;  ///< Of all programs.
  std::uint64_t total_bytes = 0;
  std::optional<unsigned> busy_percent;  ///< Absent where the driver does not say.
};

/// What the program and the graphics cards use now.
struct MachineUse {
  std::optional<std::uint64_t> resident_bytes;  ///< Of this process; absent where unknown.
  std::vector<GpuUse> gpus;                     ///< None without an NVIDIA driver.
};

/// Takes about a millisecond with a graphics card, less without. Any thread.
MachineUse machine_use();

}  // namespace transpine
