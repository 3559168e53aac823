// SPDX-License-Identifier: Apache-2.0
#include "core/nn/memory.h"

#include <cstdlib>  // Defines __GLIBC__ where it applies.
#include <fstream>
#include <string>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace transpine {

void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 2047 << 20);
#endif
}

std::optional<double> free_memory_bytes() {
  std::ifstream in("/proc/meminfo");
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("MemAvailable:", 0) == 0) return std::stod(line.substr(13)) * 1024;
  }
  return std::nullopt;
}

}  // namespace transpine
