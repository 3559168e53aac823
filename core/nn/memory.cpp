// SPDX-License-Identifier: Apache-2.0
#include "core/nn/memory.h"

#include <cstdlib>  // Defines __GLIBC__ where it applies.
#include <mutex>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace transpine {
namespace {

std::mutex keeper_mutex;
int keepers = 0, keepers_of_all = 0;

#ifdef __GLIBC__
constexpr int kDefaultThreshold = 128 << 10, kDefaultMappings = 65536;

/// Blocks with a mapping of their own are given back whenever they are freed.
void apply() {
  const bool keep = keepers > 0;
  mallopt(M_TRIM_THRESHOLD, keep ? 2047 << 20 : kDefaultThreshold);
  mallopt(M_MMAP_THRESHOLD, keep ? 32 << 20 : kDefaultThreshold);
  mallopt(M_MMAP_MAX, keepers_of_all > 0 ? 0 : kDefaultMappings);
  if (!keep) malloc_trim(0);
}
#else
void apply() {}
#endif

void count(FreedMemoryKeeper::Blocks blocks, int one) {
  const std::lock_guard lock(keeper_mutex);
  keepers += one;
  if (blocks == FreedMemoryKeeper::Blocks::all) keepers_of_all += one;
  apply();
}

}  // namespace

FreedMemoryKeeper::FreedMemoryKeeper(Blocks blocks) : blocks_(blocks) {
  count(blocks_, 1);
}

FreedMemoryKeeper::~FreedMemoryKeeper() {
  count(blocks_, -1);
}

}  // namespace transpine
