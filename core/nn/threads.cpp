// SPDX-License-Identifier: Apache-2.0
#include "core/nn/threads.h"

#include <ATen/Parallel.h>

namespace transpine {

void set_network_threads(int threads) {
  at::set_num_threads(threads);
}

}  // namespace transpine
