// SPDX-License-Identifier: Apache-2.0
#include "core/nn/memory.h"

#include <cstdlib>  // Defines __GLIBC__ where it applies.

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

}  // namespace transpine
