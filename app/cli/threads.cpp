// SPDX-License-Identifier: Apache-2.0
#include "app/cli/threads.h"

#include <algorithm>
#include <thread>

namespace transpine {

void set_thread_counts(int threads) {
  if (threads <= 0) threads = std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace transpine
